// What has to be open in a network, for whoever looks after its firewall.

import type { Relay } from "./relays_page";
import { t } from "./texts";

export interface SideWays {
  readonly ports: readonly number[];
  readonly encapsulations: readonly string[];
}
export interface Ways {
  readonly operator: SideWays;
  readonly agent: SideWays;
}

export interface Opening {
  readonly side: "operator" | "client" | "both";
  readonly host: string;
  readonly port: number;
  readonly ways: readonly string[];
}

/** The broker, then each relay by what both it and the side's list have. */
export function openings(ways: Ways, relays: readonly Relay[], broker: { readonly hostname: string; readonly port: string }): Opening[] {
  const out: Opening[] = [{ side: "both", host: broker.hostname, port: Number(broker.port || 443), ways: ["https"] }];
  for (const side of ["operator", "client"] as const) {
    const { ports, encapsulations } = side === "operator" ? ways.operator : ways.agent;
    for (const relay of relays)
      for (const port of ports.filter((one) => relay.ports?.includes(one)))
        if (relay.host) out.push({ side, host: relay.host, port, ways: encapsulations });
  }
  return out;
}

const sideName = (side: Opening["side"]): string =>
  side === "both" ? `${t("operatorSide")} + ${t("clientSide")}` : side === "operator" ? t("operatorSide") : t("clientSide");

export function asText(list: readonly Opening[]): string {
  return list.map(({ side, host, port, ways }) => `${t("firewallLine", sideName(side), host, port, ways.join(", "))}\n`).join("");
}

export function asCsv(list: readonly Opening[]): string {
  const cell = (text: string): string => (/[",\n\r]|^[=+@\t-]/.test(text) ? `"${text.replace(/^([=+@\t-])/, "'$1").replace(/"/g, '""')}"` : text);
  const rows = list.map(({ side, host, port, ways }) => [side, "tcp", host, String(port), ways.join(" ")]);
  return [["side", "protocol", "host", "port", "encapsulations"], ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}
