// ATTACH1 and ATTACH2: a session takes up another connection. PROTOCOL.md, "Resumption".

import { fromText, type Bytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import { openHandshakeRecord } from "./handshake.js";
import { Kind, protocolVersion, suite } from "./kinds.js";
import { Reader, Writer } from "./reader.js";

export interface AttachContext {
  readonly session: Bytes; // 16
  /** Of epoch 0. */
  readonly handshakeHash: Bytes; // 32
  readonly epoch: number;
}

export function encodeAttachContext(context: AttachContext): Bytes {
  return new Writer()
    .bytes(fromText("RS1A"))
    .u8(protocolVersion)
    .u8(suite)
    .u16(0)
    .bytes(context.session)
    .bytes(context.handshakeHash)
    .u32(context.epoch)
    .take();
}

export interface Attach {
  readonly id: Bytes; // 16
  readonly epoch: number;
  readonly noise: Bytes;
}

export function encodeAttach(kind: number, attach: Attach): Bytes {
  return new Writer().u8(kind).bytes(attach.id).u32(attach.epoch).bytes(attach.noise).take();
}

export function decodeAttach(kind: number, record: Uint8Array): Attach {
  const input = openHandshakeRecord(kind, record);
  const id = input.bytes(16);
  const epoch = input.u32();
  return { id, epoch, noise: input.rest };
}

/** Where a side is in the two directions' sequence numbers. */
export interface Counters {
  readonly recvNext: number;
  readonly sendNext: number;
}

export function encodeAttachPayload(kind: number, counters: Counters): Bytes {
  const out = new Writer().u64(counters.recvNext).u64(counters.sendNext);
  if (kind === Kind.attach1) out.u32(0);
  return out.take();
}

export function decodeAttachPayload(kind: number, payload: Uint8Array): Counters {
  const input = new Reader(payload);
  const out = { recvNext: input.u64(), sendNext: input.u64() };
  if (kind === Kind.attach1 && input.u32() !== 0) throw new Failure("malformed");
  input.finish();
  return out;
}
