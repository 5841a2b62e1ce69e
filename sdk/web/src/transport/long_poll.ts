// Records over ordinary requests, where something on the way breaks WebSockets. PROTOCOL.md, "At the relay".
//
//   POST …/poll            opens        POST …/poll/ID/up/N     brings messages
//   DELETE …/poll/ID       ends         POST …/poll/ID/down/N   fetches some

import { toText, type Bytes } from "../base/bytes.js";
import type { Clock } from "../base/clock.js";
import { pause } from "../base/deadline.js";
import { Deque } from "../base/deque.js";
import { Failure, codeOf } from "../base/error.js";
import { maxRecord } from "../wire/kinds.js";
import { decodePollBody, encodePollBody, isPollId, maxPollBody, pollSize, pollTarget } from "../wire/poll.js";
import { Arrivals, type Connection } from "./connection.js";

/** The requests of one program; fetch() of the page, or a test's. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Of messages that wait for an answer to those before. */
const mostWaiting = 64 * 1024;
/** The same request again, when it was lost: it is taken once. */
const tries = 4;
const tryAgain = 250;

class LongPollConnection implements Connection {
  readonly #arrivals = new Arrivals();
  readonly #stop = new AbortController();
  readonly #outgoing = new Deque<Bytes>();
  #outgoingBytes = 0;
  #room: (() => void)[] = [];
  #sending = false;

  constructor(
    private readonly base: string,
    private readonly clock: Clock,
    private readonly fetchIt: Fetch,
  ) {
    void this.#down();
  }

  receive(): Promise<Bytes> {
    return this.#arrivals.take();
  }

  async send(record: Bytes): Promise<void> {
    if (record.length === 0 || record.length > maxRecord) throw new Failure("too_large", "record");
    if (this.#arrivals.failure) throw this.#arrivals.failure;
    this.#outgoing.push(record);
    this.#outgoingBytes += pollSize(record);
    if (!this.#sending) void this.#up();
    while (this.#outgoingBytes > mostWaiting && !this.#arrivals.failure)
      await new Promise<void>((resolve) => this.#room.push(resolve));
    if (this.#arrivals.failure) throw this.#arrivals.failure;
  }

  close(): void {
    if (this.#stop.signal.aborted) return;
    this.#arrivals.drop();
    this.#stop.abort();
    this.#wake();
    void this.fetchIt(this.base, { method: "DELETE", cache: "no-store" }).catch(() => undefined);
  }

  async #down(): Promise<void> {
    try {
      for (let number = 0; ; ) {
        const { status, body } = await this.#request(`down/${number}`, new Uint8Array(0));
        if (status === 410) throw new Failure("closed", "long-poll");
        for (const message of decodePollBody(body)) if (!this.#arrivals.push(message)) throw new Failure("too_large");
        if (status === 200) number++; // 204: nothing came in time, and the same number is right again
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  async #up(): Promise<void> {
    this.#sending = true;
    try {
      while (this.#outgoing.size > 0) {
        await this.#request(`up/${this.#number++}`, encodePollBody(this.#takeBatch()));
        this.#wake();
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#sending = false;
  }
  #number = 0;

  #takeBatch(): Bytes[] {
    const out: Bytes[] = [];
    for (let size = 0, next; (next = this.#outgoing.at(0)) && size + pollSize(next) <= maxPollBody; ) {
      this.#outgoing.shift();
      size += pollSize(next);
      this.#outgoingBytes -= pollSize(next);
      out.push(next);
    }
    return out;
  }

  async #request(what: string, body: Bytes): Promise<{ status: number; body: Bytes }> {
    for (let left = tries; ; left--) {
      try {
        return await post(this.fetchIt, `${this.base}/${what}`, body, this.#stop.signal);
      } catch (error) {
        if (codeOf(error) !== "io_error" || left <= 1 || this.#stop.signal.aborted) throw error;
        await pause(this.clock, tryAgain, this.#stop.signal);
      }
    }
  }

  #fail(error: unknown): void {
    this.#arrivals.fail(codeOf(error));
    this.#stop.abort();
    this.#wake();
  }
  #wake(): void {
    for (const wake of this.#room.splice(0)) wake();
  }
}

async function post(fetchIt: Fetch, url: string, body: Bytes, signal: AbortSignal): Promise<{ status: number; body: Bytes }> {
  let answer: Response;
  let bytes: Bytes;
  try {
    answer = await fetchIt(url, {
      method: "POST",
      body,
      signal,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      // No type of the content: with one the browser would ask first, for each of the addresses.
    });
    bytes = new Uint8Array(await answer.arrayBuffer());
  } catch {
    throw new Failure("io_error", "long-poll");
  }
  if (answer.status === 200 || answer.status === 204 || answer.status === 410) return { status: answer.status, body: bytes };
  throw new Failure(answer.status === 404 || answer.status === 409 ? "closed" : "unsupported", "long-poll");
}

/** Failure unreachable, unsupported (something else answers there), closed (the signal). */
export async function connectLongPoll(
  origin: string,
  clock: Clock,
  signal: AbortSignal,
  fetchIt: Fetch = (url, init) => fetch(url, init),
): Promise<Connection> {
  let answer: { status: number; body: Bytes };
  try {
    answer = await post(fetchIt, origin + pollTarget, new Uint8Array(0), signal);
  } catch (error) {
    const code = codeOf(error);
    throw new Failure(signal.aborted ? "closed" : code === "io_error" ? "unreachable" : "unsupported", "long-poll");
  }
  const id = toText(answer.body) ?? "";
  if (answer.status !== 200 || !isPollId(id)) throw new Failure("unsupported", "long-poll");
  return new LongPollConnection(`${origin}${pollTarget}/${id}`, clock, fetchIt);
}
