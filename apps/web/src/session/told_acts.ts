// What this side did and allowed, told to the broker for its audit log: in order, each once, never with content.

import { Problem } from "../api/problem";
import type { Caller } from "./broker_side";

export type Facts = { readonly [name: string]: string | number | boolean | readonly string[] };

interface Act {
  readonly act: string;
  readonly time: string;
  readonly module?: string;
  readonly version?: string;
  readonly publisher?: string;
  readonly facts?: Facts;
}

const most = 32; // of one request
const mostWaiting = 500;
const pause = 5000;

export class ToldActs {
  #waiting: Act[] = [];
  /** Number of the first that waits. */
  #first = 1;
  #sending = false;
  #useless = false;
  readonly #stream = crypto.randomUUID().replaceAll("-", "").slice(0, 22);

  constructor(
    private readonly caller: Caller,
    private readonly session: string,
  ) {}

  tell(act: string, more: Omit<Act, "act" | "time"> = {}): void {
    if (this.#useless || this.#waiting.length >= mostWaiting) return;
    this.#waiting.push({ act, time: `${new Date().toISOString().slice(0, 19)}Z`, ...more });
    if (!this.#sending) void this.#send();
  }

  async #send(): Promise<void> {
    this.#sending = true;
    while (this.#waiting.length > 0 && !this.#useless) {
      const events = this.#waiting.slice(0, most);
      try {
        await this.caller.post(`/sessions/${this.session}/audit`, { stream: this.#stream, first: this.#first, events });
        this.#waiting.splice(0, events.length);
        this.#first += events.length;
      } catch (error) {
        // An older broker has no such log, and a session that is over no side.
        this.#useless = error instanceof Problem && error.status >= 400 && error.status < 500 && error.code !== "limit";
        if (!this.#useless) await new Promise((again) => setTimeout(again, pause));
      }
    }
    this.#sending = false;
  }
}
