// Messages on their way to the host, in order.

import type { Bytes, Status } from "@cordee/sdk/plugin";
import { encode, type Message } from "./messages.js";

export class Outbox {
  #waiting: Bytes[] = [];
  constructor(private readonly send: (message: Bytes) => Status) {}

  /** How long it was. */
  put(message: Message): number {
    const bytes = encode(message);
    if (this.blocked || this.send(bytes) === "again") this.#waiting.push(bytes);
    return bytes.length;
  }
  get blocked(): boolean {
    return this.#waiting.length > 0;
  }
  writable(): void {
    while (this.#waiting[0] && this.send(this.#waiting[0]) !== "again") this.#waiting.shift();
  }
  clear(): void {
    this.#waiting = [];
  }
}
