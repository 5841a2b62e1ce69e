// A conversation as bytes in the session's storage, as native/history.hpp has it.

import { Reader, Writer, type Bytes } from "@cordee/sdk/plugin";
import type { Said, State } from "./conversation.js";
import { putBig, putContent, readBig, readContent } from "./messages.js";

export const stateKey = "state";
export const keyOf = (said: Said): string => `said-${said.place}`;

export function encodeSaid(said: Said): Bytes {
  const out = new Writer();
  out.u64(said.place).u8(said.own ? 1 : 0).u64(said.entry.number).u64(said.entry.time);
  putContent(out, said.entry.content);
  return out.take();
}

/** Undefined: not what encodeSaid() wrote. */
export function decodeSaid(bytes: Bytes): Said | undefined {
  try {
    const input = new Reader(bytes);
    const place = input.u64();
    const own = input.u8();
    const entry = { number: input.u64(), time: input.u64(), content: readContent(input) };
    return own > 1 || place === 0 || entry.number === 0 ? undefined : { place, own: own === 1, entry };
  } catch {
    return undefined;
  }
}

const numbers = ["peerSince", "received", "shown", "shownPlace", "sent", "delivered", "seen"] as const;

export function encodeState(state: State): Bytes {
  const out = new Writer();
  putBig(out, state.ownHistory);
  putBig(out, state.peerHistory);
  for (const key of numbers) out.u64(state[key]);
  return out.take();
}

export function decodeState(bytes: Bytes): State | undefined {
  try {
    const input = new Reader(bytes);
    const histories = { ownHistory: readBig(input), peerHistory: readBig(input) };
    const counts = Object.fromEntries(numbers.map((key) => [key, input.u64()])) as Omit<State, keyof typeof histories>;
    input.finish();
    return histories.ownHistory === 0n ? undefined : { ...histories, ...counts };
  } catch {
    return undefined;
  }
}
