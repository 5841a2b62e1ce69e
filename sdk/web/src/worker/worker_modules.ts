// The worker's end of modules that run in the page.

import type { Bytes } from "../base/bytes.js";
import { Deque } from "../base/deque.js";
import type { Module, ModuleInfo, ModulePort, ModuleProvider, ModuleRequest } from "../session/module.js";
import { firstLife, pageWindow, sameLife, Windows, type Life } from "./life.js";
import type { Handlers, Rpc } from "./rpc.js";

/** More than a page that keeps to its window has under way. */
const maxWaiting = 64 * 1024 * 1024;

class RemoteModule implements Module {
  life: Life = firstLife;
  readonly #toPage = new Windows(pageWindow);
  /** What the session had no room for. */
  readonly #waiting = new Map<number, Deque<Bytes>>();
  #waitingBytes = 0;

  constructor(
    private readonly rpc: Rpc,
    private readonly number: number,
    readonly port: ModulePort,
  ) {}

  // What the session says.

  received(channel: number, message: Bytes): boolean {
    if (!this.#toPage.take(channel, message.length)) return false;
    const copy = message.slice(); // of its own, so that it can be given away
    this.rpc.tell("received", [this.number, this.life, channel, copy], [copy.buffer]);
    return true;
  }
  writable(): void {
    for (const channel of this.#waiting.keys()) this.#flush(channel);
  }
  rateChanged(bytesPerSecond: number): void {
    this.rpc.tell("rateChanged", [this.number, bytesPerSecond]);
  }
  peerRestarted(): void {
    this.life = { ...this.life, peer: this.life.peer + 1 };
    this.#forget();
    this.rpc.tell("peerRestarted", [this.number]);
  }
  permissionsChanged(permissions: readonly string[]): void {
    this.rpc.tell("permissionsChanged", [this.number, permissions]);
  }
  stop(): Promise<void> {
    return this.rpc.call("stopModule", [this.number]);
  }

  // What the page says.

  taken(channel: number, size: number): void {
    if (this.#toPage.freed(channel, size)) this.port.resume();
  }
  send(channel: number, message: Bytes): void {
    const waiting = this.#waiting.get(channel) ?? new Deque<Bytes>();
    this.#waiting.set(channel, waiting);
    this.#waitingBytes += message.length + 1;
    if (this.#waitingBytes > maxWaiting) return this.port.failed("the module sends more than it may");
    waiting.push(message);
    this.#flush(channel);
  }
  restarted(): void {
    this.life = { ...this.life, own: this.life.own + 1 };
    this.#forget();
    this.port.restarted();
  }

  #flush(channel: number): void {
    const waiting = this.#waiting.get(channel);
    for (let first; (first = waiting?.at(0)); ) {
      const size = first.length;
      if (!this.port.send(channel, first)) return;
      waiting?.shift();
      this.#waitingBytes -= size + 1;
      this.rpc.tell("sent", [this.number, this.life, channel, size]);
    }
  }
  #forget(): void {
    this.#toPage.clear();
    this.#waiting.clear();
    this.#waitingBytes = 0;
  }
}

export class RemoteProvider implements ModuleProvider {
  #next = 0;
  readonly #modules = new Map<number, RemoteModule>();

  constructor(private readonly rpc: () => Rpc) {}

  prepare(request: ModuleRequest): Promise<ModuleInfo> {
    return this.rpc().call("prepare", [request]);
  }

  async start(request: ModuleRequest, port: ModulePort): Promise<Module> {
    const number = this.#next++;
    const module = new RemoteModule(this.rpc(), number, port);
    this.#modules.set(number, module);
    try {
      await this.rpc().call("startModule", [number, request]);
    } catch (error) {
      this.#modules.delete(number);
      throw error;
    }
    return module;
  }

  readonly handlers: Handlers = {
    send: ([number, life, channel, message]: readonly [number, Life, number, Bytes]) => this.#in(number, life)?.send(channel, message),
    taken: ([number, life, channel, size]: readonly [number, Life, number, number]) => this.#in(number, life)?.taken(channel, size),
    restarted: ([number]: readonly [number]) => this.#modules.get(number)?.restarted(),
    finished: ([number]: readonly [number]) => this.#modules.get(number)?.port.finished(),
    failed: ([number, why]: readonly [number, string]) => this.#modules.get(number)?.port.failed(why),
  };

  #in(number: number, life: Life): RemoteModule | undefined {
    const module = this.#modules.get(number);
    return module && sameLife(module.life, life) ? module : undefined;
  }
}
