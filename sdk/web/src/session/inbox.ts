// Puts fragments together again. Pure state.

import { copy, type Bytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import { controlChannel, type Frame } from "../wire/frame.js";

export const maxMessage = 16 * 1024 * 1024;
/** Of all messages that are not complete yet. */
const maxAssembling = 64 * 1024 * 1024;
export const maxControlMessage = 16 * 1024;

export interface Message {
  readonly channel: number;
  readonly bytes: Bytes;
}

interface Assembling {
  /** As large as what came, or larger. */
  bytes: Bytes;
  size: number;
}

export class Inbox {
  #next = 0;
  readonly #assembling = new Map<number, Assembling>();
  #bytes = 0;

  get nextExpected(): number {
    return this.#next;
  }

  /** Takes a message frame; returns the message that it completes. One that was here before is dropped.
   * Failure unexpected: one before it is missing. Failure too_large: a limit is passed. `open` says whether a
   * channel's messages are wanted. */
  take(frame: Frame, open: (channel: number) => boolean): Message | undefined {
    if (frame.seq > this.#next) throw new Failure("unexpected", "a gap");
    if (frame.seq < this.#next) return undefined; // sent again on another path
    this.#next++;
    const { channel, payload } = frame;
    if (!open(channel)) return undefined;
    const message = this.#assembling.get(channel) ?? { bytes: new Uint8Array(0), size: 0 };
    const most = channel === controlChannel ? maxControlMessage : maxMessage;
    if (payload.length > most - message.size || payload.length > maxAssembling - this.#bytes)
      throw new Failure("too_large", "message");
    if (frame.last && message.size === 0) {
      this.#assembling.delete(channel);
      return { channel, bytes: copy(payload) };
    }
    append(message, payload);
    this.#bytes += payload.length;
    this.#assembling.set(channel, message);
    if (!frame.last) return undefined;
    this.#forget(channel, message);
    return { channel, bytes: message.bytes.subarray(0, message.size) };
  }

  /** Forgets what has half arrived on these channels. */
  drop(on: (channel: number) => boolean): void {
    for (const [channel, message] of [...this.#assembling]) if (on(channel)) this.#forget(channel, message);
  }

  #forget(channel: number, message: Assembling): void {
    this.#assembling.delete(channel);
    this.#bytes -= message.size;
  }
}

function append(to: Assembling, piece: Bytes): void {
  const size = to.size + piece.length;
  if (size > to.bytes.length) {
    const larger = new Uint8Array(Math.max(2 * to.bytes.length, size));
    larger.set(to.bytes.subarray(0, to.size));
    to.bytes = larger;
  }
  to.bytes.set(piece, to.size);
  to.size = size;
}
