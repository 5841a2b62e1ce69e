// HS1, HS2 and HS3: handshakes without a code. PROTOCOL.md, "Ways in".

import type { Bytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import { contextSize } from "./context.js";
import { Kind, maxHandshakeRecord, maxHello } from "./kinds.js";
import { Reader, Writer } from "./reader.js";

export interface Hs1 {
  /** As received, to be compared and then forgotten. */
  readonly context: Bytes;
  readonly hello: Bytes;
  readonly noise: Bytes;
}

export function encodeHs1(hs1: Hs1): Bytes {
  if (hs1.hello.length > maxHello) throw new Failure("too_large");
  const out = new Writer().u8(Kind.hs1).bytes(hs1.context).u16(hs1.hello.length).bytes(hs1.hello).bytes(hs1.noise);
  if (out.size > maxHandshakeRecord) throw new Failure("too_large");
  return out.take();
}

export function decodeHs1(record: Uint8Array): Hs1 {
  const input = openHandshakeRecord(Kind.hs1, record);
  const context = input.bytes(contextSize);
  const size = input.u16();
  if (size > maxHello) throw new Failure("too_large");
  const hello = input.bytes(size);
  return { context, hello, noise: input.rest };
}

/** HS2 and HS3. */
export function encodeHandshake(kind: number, noise: Uint8Array): Bytes {
  return new Writer().u8(kind).bytes(noise).take();
}

/** The Noise message. */
export function decodeHandshake(kind: number, record: Uint8Array): Bytes {
  return openHandshakeRecord(kind, record).rest;
}

/** What follows the kind, when it is the one expected and the record is not too long. */
export function openHandshakeRecord(kind: number, record: Uint8Array): Reader {
  if (record.length > maxHandshakeRecord) throw new Failure("too_large");
  const input = new Reader(record);
  if (input.u8() !== kind) throw new Failure("unexpected");
  return input;
}
