// One thing that carries records to the other side, whatever it is made of.

import { Deque } from "../base/deque.js";
import type { Bytes } from "../base/bytes.js";
import { Failure, type Errc } from "../base/error.js";

export interface Connection {
  /** The next record; one call at a time. Failure closed, io_error, malformed, too_large. */
  receive(): Promise<Bytes>;
  /** One call at a time; returns when there is room for more. */
  send(record: Bytes): Promise<void>;
  /** Ends receive() and send() that wait. */
  close(): void;
}

/** More than the other side may have under way; who sends more is cut off. */
const maxWaiting = 16 * 1024 * 1024;

/** What arrived and was not asked for yet. */
export class Arrivals {
  readonly #records = new Deque<Bytes>();
  #bytes = 0;
  #failure: Failure | undefined;
  #waiting: { resolve: (record: Bytes) => void; reject: (why: Failure) => void } | undefined;

  /** False: nobody takes what comes, the connection should end. */
  push(record: Bytes): boolean {
    if (this.#failure) return false;
    const waiting = this.#waiting;
    if (waiting) {
      this.#waiting = undefined;
      waiting.resolve(record);
      return true;
    }
    this.#bytes += record.length + 64;
    if (this.#bytes > maxWaiting) {
      this.fail("too_large");
      return false;
    }
    this.#records.push(record);
    return true;
  }

  /** What arrived before is still delivered. The first reason counts. */
  fail(code: Errc): void {
    this.#failure ??= new Failure(code, "connection");
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(this.#failure);
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  take(): Promise<Bytes> {
    const record = this.#records.shift();
    if (record) {
      this.#bytes -= record.length + 64;
      return Promise.resolve(record);
    }
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#waiting) return Promise.reject(new Failure("internal", "two readers"));
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  /** Nothing more is delivered, also of what is here. */
  drop(): void {
    this.#records.clear();
    this.#bytes = 0;
    this.fail("closed");
  }
}
