// The page's end of modules whose session runs in a worker.

import type { Bytes } from "../base/bytes.js";
import { Deque } from "../base/deque.js";
import type { Module, ModulePort, ModuleProvider, ModuleRequest } from "../session/module.js";
import { firstLife, sameLife, Windows, type Life } from "./life.js";
import type { Handlers, Rpc } from "./rpc.js";

/** As in a session: what a half may send on a channel before it was taken. */
const sendWindow = 1024 * 1024;

class PageModule implements ModulePort {
  life: Life = firstLife;
  module: Module | undefined;
  readonly #toWorker = new Windows(sendWindow);
  /** What the module did not take yet. */
  readonly #waiting = new Map<number, Deque<Bytes>>();

  constructor(
    private readonly rpc: Rpc,
    private readonly number: number,
  ) {}

  attach(module: Module): void {
    this.module = module;
    this.resume();
  }

  // What the module says.

  send(channel: number, message: Bytes): boolean {
    if (!this.#toWorker.take(channel, message.length)) return false;
    const copy = message.slice();
    this.rpc.tell("send", [this.number, this.life, channel, copy], [copy.buffer]);
    return true;
  }
  resume(): void {
    for (const channel of this.#waiting.keys()) this.#handOver(channel);
  }
  restarted(): void {
    this.life = { ...this.life, own: this.life.own + 1 };
    this.#toWorker.clear();
    this.#waiting.clear();
    this.rpc.tell("restarted", [this.number]);
  }
  finished(): void {
    this.rpc.tell("finished", [this.number]);
  }
  failed(why: string): void {
    this.rpc.tell("failed", [this.number, why]);
  }

  // What the worker says.

  received(channel: number, message: Bytes): void {
    const waiting = this.#waiting.get(channel) ?? new Deque<Bytes>();
    this.#waiting.set(channel, waiting);
    waiting.push(message);
    this.#handOver(channel);
  }
  sent(channel: number, size: number): void {
    if (this.#toWorker.freed(channel, size)) this.module?.writable();
  }
  peerRestarted(): void {
    this.life = { ...this.life, peer: this.life.peer + 1 };
    this.#waiting.clear();
    const owed = this.#toWorker.clear();
    this.module?.peerRestarted();
    if (owed) this.module?.writable();
  }

  #handOver(channel: number): void {
    const waiting = this.#waiting.get(channel);
    for (let first; this.module && (first = waiting?.at(0)); ) {
      const size = first.length;
      const { life } = this;
      if (!this.module.received(channel, first)) return;
      if (!sameLife(life, this.life)) return; // it began anew inside
      waiting?.shift();
      this.rpc.tell("taken", [this.number, life, channel, size]);
    }
  }
}

export class PageModules {
  readonly #modules = new Map<number, PageModule>();

  constructor(
    private readonly provider: ModuleProvider,
    private readonly rpc: () => Rpc,
  ) {}

  readonly handlers: Handlers = {
    prepare: ([request]: readonly [ModuleRequest]) => this.provider.prepare(request),
    startModule: ([number, request]: readonly [number, ModuleRequest]) => this.#start(number, request),
    stopModule: ([number]: readonly [number]) => this.#stop(number),
    received: ([number, life, channel, message]: readonly [number, Life, number, Bytes]) => this.#in(number, life)?.received(channel, message),
    sent: ([number, life, channel, size]: readonly [number, Life, number, number]) => this.#in(number, life)?.sent(channel, size),
    rateChanged: ([number, rate]: readonly [number, number]) => this.#modules.get(number)?.module?.rateChanged(rate),
    peerRestarted: ([number]: readonly [number]) => this.#modules.get(number)?.peerRestarted(),
    permissionsChanged: ([number, permissions]: readonly [number, readonly string[]]) =>
      this.#modules.get(number)?.module?.permissionsChanged(permissions),
  };

  async #start(number: number, request: ModuleRequest): Promise<void> {
    const port = new PageModule(this.rpc(), number);
    this.#modules.set(number, port);
    try {
      port.attach(await this.provider.start(request, port));
    } catch (error) {
      this.#modules.delete(number);
      throw error;
    }
  }

  async #stop(number: number): Promise<void> {
    const port = this.#modules.get(number);
    this.#modules.delete(number);
    await port?.module?.stop();
  }

  #in(number: number, life: Life): PageModule | undefined {
    const module = this.#modules.get(number);
    return module && sameLife(module.life, life) ? module : undefined;
  }
}
