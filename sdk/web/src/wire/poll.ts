// The bodies of long-poll requests: messages, each after its length. PROTOCOL.md, "At the relay".

import type { Bytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import { maxRecord } from "./kinds.js";
import { Reader, Writer } from "./reader.js";

export const pollTarget = "/cordee/1/poll";
export const maxPollBody = 256 * 1024;

export function pollSize(message: Uint8Array): number {
  return 4 + message.length;
}

export function encodePollBody(messages: readonly Uint8Array[]): Bytes {
  const out = new Writer();
  for (const message of messages) {
    if (message.length === 0 || message.length > maxRecord) throw new Failure("too_large");
    out.u32(message.length).bytes(message);
  }
  if (out.size > maxPollBody) throw new Failure("too_large");
  return out.take();
}

export function decodePollBody(body: Uint8Array): Bytes[] {
  if (body.length > maxPollBody) throw new Failure("too_large");
  const input = new Reader(body);
  const out: Bytes[] = [];
  while (input.rest.length > 0) {
    const length = input.u32();
    if (length > maxRecord) throw new Failure("too_large");
    if (length === 0) throw new Failure("malformed");
    out.push(input.bytes(length));
  }
  return out;
}

export function isPollId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}
