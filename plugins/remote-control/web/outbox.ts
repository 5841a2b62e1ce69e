// Messages on their way to the host, kept in order when its queue is full.

import type { Bytes, Status } from "@cordee/sdk/plugin";
import { channels, releaseAll } from "./protocol.js";

const mostWaiting = 256;

export class Outbox {
  #waiting: { readonly channel: number; readonly message: Bytes }[] = [];
  #dropped = false;

  constructor(private readonly send: (channel: number, message: Bytes) => Status) {}

  control(message: Bytes): void {
    this.#put(channels.control, message);
  }
  /** Dropped when too much waits already; once there is room again, everything that is held is released at the other
   * side, as a release may be among what was dropped. */
  input(message: Bytes): void {
    if (this.#waiting.length < mostWaiting) this.#put(channels.input, message);
    else this.#dropped = true;
  }
  get blocked(): boolean {
    return this.#waiting.length > 0;
  }
  /** True: what was held here is not held there any more. */
  writable(): boolean {
    while (this.#waiting[0]) {
      if (this.send(this.#waiting[0].channel, this.#waiting[0].message) === "again") return false;
      this.#waiting.shift();
    }
    if (!this.#dropped) return false;
    this.#dropped = false;
    this.#put(channels.input, releaseAll());
    return true;
  }
  clear(): void {
    this.#waiting = [];
    this.#dropped = false;
  }

  #put(channel: number, message: Bytes): void {
    if (this.blocked || this.send(channel, message) === "again") this.#waiting.push({ channel, message });
  }
}
