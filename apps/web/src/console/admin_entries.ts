// What of the administration this broker has: its own description says it; one without a description has what all have.

import { computed, signal } from "@preact/signals";
import { dictionary } from "../base/language";
import { ask, isAdministrator } from "./account";
import type { Entry } from "./frame";

const t = dictionary(
  {
    live: "Live sessions",
    operators: "Operators",
    groups: "Groups",
    devices: "Devices",
    policy: "Policy",
    relays: "Relays",
    connections: "Ports and ways",
    plugins: "Plugins",
    audit: "Audit",
    tokens: "Access tokens",
  },
  {
    live: "Sessions en cours",
    operators: "Opérateurs",
    groups: "Groupes",
    devices: "Appareils",
    policy: "Politique",
    relays: "Relais",
    connections: "Ports et voies",
    plugins: "Modules",
    audit: "Journal d’audit",
    tokens: "Jetons d’accès",
  },
);

const always = ["GET /sessions", "GET /devices", "GET /policy", "GET /relays", "GET /connection", "GET /packages"];
const routes = signal<ReadonlySet<string>>(new Set(always));

/** "GET /operators", with {} for what varies. */
export const hasRoute = (route: string): boolean => routes.value.has(route);

export async function learnRoutes(): Promise<void> {
  const about = await ask<{ paths?: { [path: string]: { [method: string]: unknown } } }>("GET", "/openapi.json").catch(() => undefined);
  if (!about?.paths) return;
  const found = Object.entries(about.paths).flatMap(([path, methods]) => {
    const short = path.replace(/^\/api\/v1/, "").replace(/\{[^}]*\}/g, "{}");
    return Object.keys(methods).map((method) => `${method.toUpperCase()} ${short}`);
  });
  routes.value = new Set(found);
}

type Name = Parameters<typeof t>[0];
/** Page, what it needs, and whether an administrator of some groups has it too. */
const pages: readonly (readonly [Name, string, boolean])[] = [
  ["live", "GET /sessions", true],
  ["operators", "GET /operators", true],
  ["groups", "GET /groups", true],
  ["devices", "GET /devices", true],
  ["policy", "GET /policy", false],
  ["relays", "GET /relays", false],
  ["connections", "GET /connection", false],
  ["plugins", "GET /packages", false],
  ["audit", "GET /audit", false],
  ["tokens", "GET /tokens", true],
];

export const adminEntries = computed<readonly Entry[]>(() =>
  pages
    .filter(([, needs, scoped]) => hasRoute(needs) && (scoped || isAdministrator.value))
    .map(([name]) => ({ to: `admin/${name}`, name: t(name) })),
);
export const pageName = (name: string): string => (pages.some(([one]) => one === name) ? t(name as Name) : name);
