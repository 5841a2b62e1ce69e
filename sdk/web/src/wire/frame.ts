// The frames inside an opened record. PROTOCOL.md, "Frames".

import type { Bytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import { Reader, type Writer } from "./reader.js";

export const FrameType = {
  end: 0,
  message: 1,
  ack: 2,
  unreliable: 4,
  close: 5,
  pathChallenge: 6,
  pathResponse: 7,
} as const;

export const frameHeader = 8;
export const messageHeader = frameHeader + 8;
/** The channel of the session's own messages, JSON. */
export const controlChannel = 0;

const lastFragment = 1;
const padBelow = 1024;
const padMultiple = 64;
const auditHead = 32;

export interface Frame {
  readonly type: number;
  readonly channel: number;
  readonly last: boolean;
  /** Of a message's fragment; counts from 0 in each direction. */
  readonly seq: number;
  /** A view into the record. */
  readonly payload: Bytes;
}

function putHeader(to: Writer, type: number, flags: number, channel: number, length: number): void {
  to.u8(type).u8(flags).u16(channel).u32(length);
}

export function putFragment(to: Writer, channel: number, last: boolean, seq: number, payload: Uint8Array): void {
  putHeader(to, FrameType.message, last ? lastFragment : 0, channel, payload.length);
  to.u64(seq).bytes(payload);
}

/** Whole, and gone when it is lost. */
export function putUnreliable(to: Writer, channel: number, payload: Uint8Array): void {
  putHeader(to, FrameType.unreliable, 0, channel, payload.length);
  to.bytes(payload);
}

export function putAck(to: Writer, nextExpected: number): void {
  putHeader(to, FrameType.ack, 0, 0, 8);
  to.u64(nextExpected);
}

export function putClose(to: Writer, code: number, head: Uint8Array = new Uint8Array(auditHead)): void {
  putHeader(to, FrameType.close, 0, 0, 2 + auditHead);
  to.u16(code).bytes(head);
}

export function decodeAck(payload: Uint8Array): number {
  const input = new Reader(payload);
  const next = input.u64();
  input.finish();
  return next;
}

export function decodeClose(payload: Uint8Array): { code: number; auditHead: Bytes } {
  const input = new Reader(payload);
  const out = { code: input.u16(), auditHead: input.bytes(auditHead) };
  input.finish();
  return out;
}

/** Grows a record's plaintext under 1024 bytes with zeros to a multiple of 64. */
export function pad(plaintext: Bytes): Bytes {
  if (plaintext.length >= padBelow || plaintext.length % padMultiple === 0) return plaintext;
  const out = new Uint8Array(Math.ceil(plaintext.length / padMultiple) * padMultiple);
  out.set(plaintext);
  return out;
}

const known: ReadonlySet<number> = new Set<number>(Object.values(FrameType));

/** The frames of one record's plaintext, in order. Failure malformed, unsupported for an unknown type. */
export function* readFrames(plaintext: Uint8Array): Generator<Frame, void, undefined> {
  const input = new Reader(plaintext);
  while (input.rest.length > 0) {
    if (input.rest[0] === FrameType.end) {
      if (!input.rest.every((byte) => byte === 0)) throw new Failure("malformed", "padding");
      return;
    }
    yield readFrame(input);
  }
}

function readFrame(input: Reader): Frame {
  const type = input.u8();
  const flags = input.u8();
  const channel = input.u16();
  const length = input.u32();
  if (!known.has(type)) throw new Failure("unsupported", "frame type");
  const message = type === FrameType.message;
  if (flags > (message ? lastFragment : 0)) throw new Failure("malformed", "frame flags");
  const seq = message ? input.u64() : 0;
  return { type, channel, last: flags === lastFragment, seq, payload: input.bytes(length) };
}
