// Records over a WebSocket: one binary message each. PROTOCOL.md, "At the relay".

import type { Bytes } from "../base/bytes.js";
import type { Clock } from "../base/clock.js";
import { pause } from "../base/deadline.js";
import { Failure } from "../base/error.js";
import { maxRecord } from "../wire/kinds.js";
import { Arrivals, type Connection } from "./connection.js";

export const streamTarget = "/cordee/1/stream";
export const webSocketProtocol = "cordee.1";

/** What is used of a WebSocket. */
export interface SocketLike {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  readonly protocol: string;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: Bytes): void;
  close(): void;
}
export type SocketMaker = (url: string, protocol: string) => SocketLike;

export const browserSocket: SocketMaker = (url, protocol) => new WebSocket(url, protocol) as unknown as SocketLike;

/** What the browser still has to send; more would only be out of date when it leaves. */
const mostBuffered = 128 * 1024;
const lookAgain = 4;
const open = 1;

class WebSocketConnection implements Connection {
  readonly #arrivals = new Arrivals();

  constructor(
    private readonly socket: SocketLike,
    private readonly clock: Clock,
  ) {
    socket.onmessage = (event) => this.#take(event.data);
    socket.onclose = () => this.#arrivals.fail("closed");
    socket.onerror = () => this.#arrivals.fail("io_error");
  }

  receive(): Promise<Bytes> {
    return this.#arrivals.take();
  }

  async send(record: Bytes): Promise<void> {
    if (record.length === 0 || record.length > maxRecord) throw new Failure("too_large", "record");
    this.#check();
    this.socket.send(record);
    while (this.socket.bufferedAmount > mostBuffered) {
      await pause(this.clock, lookAgain); // a WebSocket does not say when there is room
      this.#check();
    }
  }

  close(): void {
    this.#arrivals.drop();
    this.socket.close();
  }

  #check(): void {
    if (this.#arrivals.failure) throw this.#arrivals.failure;
    if (this.socket.readyState !== open) throw new Failure("closed", "WebSocket");
  }

  #take(data: unknown): void {
    const good = data instanceof ArrayBuffer && data.byteLength > 0 && data.byteLength <= maxRecord;
    if (!good) this.#arrivals.fail("malformed");
    if (!good || !this.#arrivals.push(new Uint8Array(data))) this.socket.close();
  }
}

/** Failure unreachable, unsupported (something else answers there), closed (the signal). */
export function connectWebSocket(
  url: string,
  clock: Clock,
  signal: AbortSignal,
  make: SocketMaker = browserSocket,
): Promise<Connection> {
  return new Promise((resolve, reject) => {
    let socket: SocketLike;
    try {
      socket = make(url, webSocketProtocol);
    } catch {
      return reject(new Failure("unreachable", "WebSocket")); // a page on https may not open ws:
    }
    const stop = (): void => fail(new Failure("closed", "WebSocket"));
    const fail = (why: Failure): void => {
      signal.removeEventListener("abort", stop);
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.onerror = () => undefined; // closing one that connects is an error to some
      socket.close();
      reject(why);
    };
    socket.binaryType = "arraybuffer";
    socket.onerror = socket.onclose = () => fail(new Failure("unreachable", "WebSocket"));
    socket.onopen = () => {
      if (socket.protocol !== webSocketProtocol) return fail(new Failure("unsupported", "WebSocket"));
      signal.removeEventListener("abort", stop);
      resolve(new WebSocketConnection(socket, clock));
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
