// A half of tests/plugins/traffic: counted messages in both directions, each of which must arrive once, whole and
// in order. Its README and messages.cpp say how.

import { equalBytes, fromText, toText, type Bytes } from "../../src/base/bytes";
import type { Module, ModuleInfo, ModulePort, ModuleProvider, ModuleRequest } from "../../src/session/module";

const orders = 0;
const count = 1;

export function trafficInfo(publisher: string): ModuleInfo {
  const channel = (priority: ModuleInfo["channels"][number]["priority"], unreliable = false) => ({ priority, unreliable });
  return {
    id: "traffic",
    version: { major: 0, minor: 1, patch: 0 },
    publisher,
    permissions: ["view"],
    channels: [channel("control"), channel("control"), channel("voice", true), channel("input"), channel("bulk")],
  };
}

/** CLOCK_MONOTONIC in nanoseconds, which both halves on one machine agree on. */
export type Monotonic = () => bigint;

/** Size and content follow from the number. */
export function encodeCounted(number: number, most: number): Bytes {
  const out = new Uint8Array(8 + (most > 8 ? (number * 7919) % (most - 7) : 0));
  new DataView(out.buffer).setUint32(4, number);
  let state = BigInt(number);
  for (let i = 8; i < out.length; i++) {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    out[i] = Number(state >> 56n);
  }
  return out;
}

export class TrafficHalf implements Module {
  sent = 0;
  heard = 0;
  wrong: string[] = [];
  #size = 1000;
  #timer: ReturnType<typeof setInterval> | undefined;
  begun = false;

  constructor(
    private readonly port: ModulePort,
    request: ModuleRequest,
    order: string,
    private readonly now: Monotonic,
  ) {
    if (request.side === "controlling") {
      this.#read(order);
      this.#say(`order ${order}`);
    }
  }

  stopSending(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
  /** The other half stops, and both know how many there were. */
  conclude(): void {
    this.stopSending();
    this.#say("stop");
    this.#say(`sent ${this.sent} 0 0 0 0`);
  }

  received(channel: number, message: Bytes): boolean {
    if (channel === orders) this.#obey(toText(message) ?? "");
    else if (channel === count) this.#check(message);
    return true;
  }

  #check(message: Bytes): void {
    const number = new DataView(message.buffer, message.byteOffset).getUint32(4);
    const expected = encodeCounted(number, this.#size);
    if (number !== this.heard) this.wrong.push(`${number} instead of ${this.heard}`);
    if (!equalBytes(message, expected)) this.wrong.push(`${number} is damaged`);
    this.heard = number + 1;
  }

  #obey(text: string): void {
    const [verb = "", ...rest] = text.split(/\s/);
    if (verb === "order") {
      this.#read(text.slice(6));
      this.#say("ready");
    } else if (verb === "ready") {
      this.#say(`go ${this.now() + 1_500_000_000n}`);
      this.#start(1500);
    } else if (verb === "go") {
      this.#start(Number(BigInt(rest[0] ?? "0") - this.now()) / 1e6);
    } else if (verb === "stop") {
      this.stopSending();
      this.#say(`sent ${this.sent} 0 0 0 0`);
    }
  }

  #start(after: number): void {
    setTimeout(() => {
      this.begun = true;
      this.#timer = setInterval(() => {
        if (this.port.send(count, encodeCounted(this.sent, this.#size))) this.sent++;
      }, 10);
    }, Math.max(0, after));
  }

  #read(order: string): void {
    this.#size = Number(/^count_size (\d+)$/m.exec(order)?.[1] ?? 1000);
  }
  #say(text: string): void {
    this.port.send(orders, fromText(text));
  }

  // Module
  writable(): void {}
  rateChanged(): void {}
  peerRestarted(): void {
    this.wrong.push("the other half began anew");
  }
  permissionsChanged(): void {}
  stop(): void {
    this.stopSending();
  }
}

export class TrafficProvider implements ModuleProvider {
  half: TrafficHalf | undefined;
  constructor(
    private readonly publisher: string,
    private readonly order: string,
    private readonly now: Monotonic,
  ) {}
  async prepare(): Promise<ModuleInfo> {
    return trafficInfo(this.publisher);
  }
  async start(request: ModuleRequest, port: ModulePort): Promise<Module> {
    this.half = new TrafficHalf(port, request, this.order, this.now);
    return this.half;
  }
}
