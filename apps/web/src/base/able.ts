// Whether this browser can hold a session; looked at before anything else.

export type Lack = "insecure" | "crypto" | "worker";

export function whatLacks(of: typeof globalThis = globalThis): Lack | undefined {
  if (!of.isSecureContext) return "insecure";
  if (of.crypto?.subtle === undefined) return "crypto";
  if (typeof of.Worker !== "function" || typeof of.WebSocket !== "function") return "worker";
  return undefined;
}
