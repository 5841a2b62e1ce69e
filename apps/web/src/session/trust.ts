// Who signs grants. The keys that this browser saw first are kept; a broker that comes with others only is refused.

import { call } from "../api/call";
import { keep, read } from "../base/language";

interface Keys {
  readonly grant?: readonly { readonly kid: string; readonly key: string }[];
  readonly pin?: string;
}

/** What a link ends with, so that programs know a broker by its own certificate. */
export async function linkEnd(): Promise<string> {
  const { pin } = await call<Keys>("GET", "/keys");
  return pin !== undefined && /^[A-Za-z0-9_-]{22}$/.test(pin) ? `.${pin}` : "";
}

const kept = "cordee.signers";

export class KeysChanged extends Error {}

export async function grantKeys(decode: (text: string) => Uint8Array | null | undefined): Promise<Map<string, Uint8Array>> {
  const answer = await call<Keys>("GET", "/keys");
  const now = (answer.grant ?? []).filter(({ key }) => decode(key)?.length === 32);
  const before = read(kept)?.split(" ");
  // By the key itself: anybody can give a key the name of another one.
  if (before && !now.some(({ key }) => before.includes(key))) throw new KeysChanged();
  keep(kept, now.map(({ key }) => key).join(" "));
  return new Map(now.map(({ kid, key }) => [kid, decode(key) ?? new Uint8Array(0)]));
}

/** The person was told, and says that the installation was made anew. */
export function forgetKeys(): void {
  try {
    localStorage.removeItem(kept);
  } catch {
    // nothing was kept
  }
}
