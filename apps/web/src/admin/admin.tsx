// The administrator's part, loaded for administrators alone.

import type { ComponentType, JSX } from "preact";
import { AuditPage } from "./audit_page";
import { ConnectionsPage } from "./connections_page";
import { DevicesPage } from "./devices_page";
import { GroupsPage } from "./groups_page";
import { LivePage } from "./live_page";
import { OperatorsPage } from "./operators_page";
import { PluginsPage } from "./plugins_page";
import { PolicyPage } from "./policy_page";
import { RelaysPage } from "./relays_page";
import { TokensPage } from "./tokens_page";
import "./admin.css";

const pages: { readonly [name: string]: ComponentType } = {
  audit: AuditPage,
  connections: ConnectionsPage,
  devices: DevicesPage,
  groups: GroupsPage,
  live: LivePage,
  operators: OperatorsPage,
  plugins: PluginsPage,
  policy: PolicyPage,
  relays: RelaysPage,
  tokens: TokensPage,
};

export default function Admin({ page }: { readonly page: string }): JSX.Element | null {
  const Shown = Object.hasOwn(pages, page) ? pages[page] : undefined;
  return Shown ? <Shown /> : null;
}
