// Calls over a message port, in both directions. Order is kept.

import { Failure, type Errc } from "../base/error.js";
import { HandshakeFailure } from "../session/handshake/handshake.js";
import type { Ending } from "../session/ended.js";

/** A Worker, a MessagePort, or the inside of a worker. */
export interface Port {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

type ErrorShape =
  | { readonly kind: "failure"; readonly code: Errc; readonly message: string }
  | { readonly kind: "handshake"; readonly ending: Ending; readonly byPeer: boolean; readonly message: string }
  | { readonly kind: "other"; readonly message: string };

type Packet =
  | { readonly t: "tell"; readonly what: string; readonly args: readonly unknown[] }
  | { readonly t: "call"; readonly id: number; readonly what: string; readonly args: readonly unknown[] }
  | { readonly t: "cancel"; readonly id: number }
  | { readonly t: "done"; readonly id: number; readonly value: unknown }
  | { readonly t: "fail"; readonly id: number; readonly error: ErrorShape };

/** What the other end may call. Arguments are what this package's other half sent: the two are of one version
 * and one origin. */
export type Handlers = { readonly [what: string]: (args: never, signal: AbortSignal) => unknown };

export class Rpc {
  #next = 0;
  readonly #pending = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  readonly #running = new Map<number, AbortController>();

  constructor(
    private readonly port: Port,
    private readonly handlers: Handlers,
  ) {
    port.onmessage = (event: MessageEvent<Packet>) => this.#take(event.data);
  }

  tell(what: string, args: readonly unknown[], transfer: Transferable[] = []): void {
    this.#post({ t: "tell", what, args }, transfer);
  }

  /** The answer; the signal is passed on to the other end. */
  call<T>(what: string, args: readonly unknown[], signal?: AbortSignal): Promise<T> {
    const id = this.#next++;
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#post({ t: "call", id, what, args }, []);
      signal?.addEventListener("abort", () => this.#post({ t: "cancel", id }, []), { once: true });
    });
  }

  #post(packet: Packet, transfer: Transferable[]): void {
    this.port.postMessage(packet, transfer);
  }

  #take(packet: Packet): void {
    switch (packet.t) {
      case "tell":
        this.#handler(packet.what)(packet.args as never, new AbortController().signal);
        return;
      case "call":
        void this.#answer(packet.id, packet.what, packet.args as never);
        return;
      case "cancel":
        return this.#running.get(packet.id)?.abort();
      default:
        this.#settle(packet);
    }
  }

  async #answer(id: number, what: string, args: never): Promise<void> {
    const running = new AbortController();
    this.#running.set(id, running);
    try {
      this.#post({ t: "done", id, value: await this.#handler(what)(args, running.signal) }, []);
    } catch (error) {
      this.#post({ t: "fail", id, error: toShape(error) }, []);
    }
    this.#running.delete(id);
  }

  #settle(packet: Extract<Packet, { t: "done" | "fail" }>): void {
    const pending = this.#pending.get(packet.id);
    this.#pending.delete(packet.id);
    if (packet.t === "done") pending?.resolve(packet.value as never);
    else pending?.reject(fromShape(packet.error));
  }

  #handler(what: string): (args: never, signal: AbortSignal) => unknown {
    const found = Object.hasOwn(this.handlers, what) ? this.handlers[what] : undefined;
    if (!found) throw new Failure("internal", `no ${what}`);
    return found;
  }
}

function toShape(error: unknown): ErrorShape {
  if (error instanceof Failure) return { kind: "failure", code: error.code, message: error.message };
  if (error instanceof HandshakeFailure)
    return { kind: "handshake", ending: error.ending, byPeer: error.byPeer, message: error.message };
  return { kind: "other", message: String(error) };
}

function fromShape(shape: ErrorShape): Error {
  if (shape.kind === "failure") return new Failure(shape.code, shape.message.slice(shape.code.length + 2));
  if (shape.kind === "handshake") return new HandshakeFailure(shape.ending, shape.byPeer, shape.message);
  return new Error(shape.message);
}
