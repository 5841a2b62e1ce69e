// PAKE1 to PAKE4: a session that begins with a spoken code. PROTOCOL.md, "Code".

import type { Bytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import { contextSize } from "./context.js";
import { openHandshakeRecord } from "./handshake.js";
import { Kind, maxHello } from "./kinds.js";
import { Writer } from "./reader.js";

export const pakeShare = 65;
export const pakeConfirmation = 32;

export interface Pake1 {
  readonly context: Bytes;
  readonly hello: Bytes;
  readonly share: Bytes;
}

export function encodePake1(pake1: Pake1): Bytes {
  if (pake1.hello.length > maxHello) throw new Failure("too_large");
  return new Writer()
    .u8(Kind.pake1)
    .bytes(pake1.context)
    .u16(pake1.hello.length)
    .bytes(pake1.hello)
    .bytes(pake1.share)
    .take();
}

export function decodePake1(record: Uint8Array): Pake1 {
  const input = openHandshakeRecord(Kind.pake1, record);
  const context = input.bytes(contextSize);
  const size = input.u16();
  if (size > maxHello) throw new Failure("too_large");
  const hello = input.bytes(size);
  const share = input.bytes(pakeShare);
  input.finish();
  return { context, hello, share };
}

export function encodePake2(share: Uint8Array): Bytes {
  return new Writer().u8(Kind.pake2).bytes(share).take();
}

export function decodePake2(record: Uint8Array): Bytes {
  const input = openHandshakeRecord(Kind.pake2, record);
  const share = input.bytes(pakeShare);
  input.finish();
  return share;
}

export interface PakeConfirmation {
  readonly confirmation: Bytes;
  readonly noise: Bytes;
}

/** PAKE3 and PAKE4. */
export function encodePakeConfirmation(kind: number, confirmation: Uint8Array, noise: Uint8Array): Bytes {
  return new Writer().u8(kind).bytes(confirmation).bytes(noise).take();
}

export function decodePakeConfirmation(kind: number, record: Uint8Array): PakeConfirmation {
  const input = openHandshakeRecord(kind, record);
  const confirmation = input.bytes(pakeConfirmation);
  return { confirmation, noise: input.rest };
}
