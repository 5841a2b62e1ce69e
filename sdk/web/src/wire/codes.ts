// The codes of close, stop and ABORT. PROTOCOL.md, "Codes".

import type { Bytes } from "../base/bytes.js";
import { Kind } from "./kinds.js";
import { Writer } from "./reader.js";

/** In the order of their numbers, from 0. */
export const codes = [
  "finished",
  "version",
  "auth",
  "expired",
  "used",
  "grant",
  "revoked",
  "consent",
  "sas",
  "protocol",
  "limit",
  "module",
  "resume",
  "identity",
] as const;
export type Code = (typeof codes)[number];

export function codeNumber(code: Code): number {
  return codes.indexOf(code);
}

/** One that is unknown is "protocol". */
export function codeFromNumber(number: number): Code {
  return codes[number] ?? "protocol";
}

export function encodeAbort(code: Code): Bytes {
  return new Writer().u8(Kind.abort).u16(codeNumber(code)).take();
}

/** Undefined when the record is no ABORT, or its code is unknown. Anybody can send one: it is a hint. */
export function decodeAbort(record: Uint8Array): Code | undefined {
  if (record.length !== 3 || record[0] !== Kind.abort) return undefined;
  const number = ((record[1] ?? 0) << 8) | (record[2] ?? 0);
  return number === 0 ? undefined : codes[number];
}
