// A module's place in a session: its channels, its flow control, and what happens when one half begins anew.
// PROTOCOL.md, "Modules", has the picture. Pure state.

import type { Bytes } from "../base/bytes.js";
import { Deque } from "../base/deque.js";
import { Failure } from "../base/error.js";
import type { ControlMessage, Credit } from "./control_message.js";
import { maxMessage } from "./inbox.js";
import type { ChannelSpec, Module, ModuleInfo, ModulePort } from "./module.js";
import { maxUnreliable } from "./outbox.js";
import { intersect } from "./rights.js";

/** Bytes that one half may send on a channel before the other half has taken them, and all modules of one side
 * together; one message may go beyond either. */
const channelWindow = 1024 * 1024;
const sessionWindow = 8 * 1024 * 1024;
/** What is small goes on beyond it, so that a module which takes nothing stops no keys and no words. */
const alwaysRoom = 64 * 1024;
const generations = 128;
/** Credit is given in steps of this size, so that it costs next to nothing. */
const creditStep = channelWindow / 4;
const crowdedCreditStep = alwaysRoom / 4;

/** A channel number on the wire: slot (5 bits), generation modulo 128 (7 bits), index (4 bits). */
export interface ChannelNumber {
  readonly slot: number;
  readonly generation: number;
  readonly index: number;
}
export function encodeChannel(channel: ChannelNumber): number {
  return (channel.slot << 11) | ((channel.generation % generations) << 4) | channel.index;
}
export function decodeChannel(number: number): ChannelNumber {
  return { slot: number >> 11, generation: (number >> 4) & 127, index: number & 15 };
}

/** What all modules of a session together have under way. */
export class SessionWindow {
  /** By the modules here, and not taken there. */
  sent = 0;
  /** Of what came: not taken here, or not yet credited. */
  held = 0;
  readonly slots = new Set<ModuleSlot>();

  /** Both sides count the same, the sender before the receiver. */
  static hasRoom(all: number, ofChannel: number, message: number): boolean {
    return all < sessionWindow || ofChannel + message <= alwaysRoom;
  }
  /** From here on credit is given at once, so that what nobody keeps is not counted. */
  get crowded(): boolean {
    return this.held >= sessionWindow / 2;
  }
}

/** What a slot needs of its session. */
export interface SlotOwner {
  sendControl(message: ControlMessage): void;
  sendMessage(channel: number, spec: ChannelSpec, message: Bytes): void;
  /** Forget what waits and what has half arrived on the slot's channels of other generations. */
  dropOtherGenerations(slot: number, generation: number): void;
  moduleFinished(slot: number): void;
  moduleFailed(slot: number, why: string): void;
  readonly window: SessionWindow;
}

/** Each channel has a window of its own, so that a full one stops nothing but itself. */
interface Channel {
  /** Not yet taken by the other half. */
  sent: number;
  /** A send() was, and writable() is owed. */
  refused: boolean;
  readonly waiting: Deque<Bytes>;
  waitingBytes: number;
  /** And not yet credited. */
  taken: number;
}

export class ModuleSlot implements ModulePort {
  #module: Module | undefined;
  #generation = 0;
  #open = false;
  #left = false;
  /** Said before open(). */
  #held: { index: number; message: Bytes }[] = [];
  readonly #channels: Channel[];
  #consented: readonly string[];
  #permissions: readonly string[];

  constructor(
    readonly number: number,
    readonly info: ModuleInfo,
    permissions: readonly string[],
    private readonly owner: SlotOwner,
  ) {
    this.#consented = this.#permissions = permissions;
    this.#channels = info.channels.map(() => ({
      sent: 0,
      refused: false,
      waiting: new Deque(),
      waitingBytes: 0,
      taken: 0,
    }));
    owner.window.slots.add(this);
  }

  /** The module may be attached after its first messages have arrived; they wait. */
  attach(module: Module): void {
    this.#module = module;
    this.#handOverAll();
  }
  /** The module, to be stopped; the slot is done with it. */
  detach(): Module | undefined {
    this.#leave();
    const out = this.#module;
    this.#module = undefined;
    return out;
  }
  /** The other side knows of the module: what it said so far may be sent. */
  open(): void {
    this.#open = true;
    const held = this.#held;
    this.#held = [];
    for (const { index, message } of held) this.#push(index, message);
  }

  get module(): Module | undefined {
    return this.#module;
  }
  get permissions(): readonly string[] {
    return this.#permissions;
  }
  /** What the person allowed when the module started, less what was taken back since. */
  get consented(): readonly string[] {
    return this.#consented;
  }
  takeBack(permissions: readonly string[]): void {
    this.#consented = this.#consented.filter((permission) => !permissions.includes(permission));
  }
  /** What it may do now, of what was consented to. */
  setPermissions(permissions: readonly string[]): void {
    const now = intersect(this.#consented, permissions);
    if (now.join("\n") === this.#permissions.join("\n")) return;
    this.#permissions = now;
    this.#module?.permissionsChanged(now);
  }

  isOpen(channel: ChannelNumber): boolean {
    return (
      channel.slot === this.number &&
      channel.generation === this.#generation % generations &&
      channel.index < this.#channels.length
    );
  }

  /** Failure exhausted: the other half sends more than it may. */
  deliver(index: number, message: Bytes): void {
    const channel = this.#channel(index);
    const window = this.owner.window;
    const size = message.length + 1; // an empty message takes room too, so that no number of them is free
    const held = channel.waitingBytes + channel.taken;
    if (held >= channelWindow || !SessionWindow.hasRoom(window.held, held, size)) throw new Failure("exhausted");
    const wasCrowded = window.crowded;
    channel.waitingBytes += size;
    window.held += size;
    channel.waiting.push(message);
    this.#handOver(index);
    if (!wasCrowded && window.crowded) for (const slot of window.slots) slot.#giveAllCredit();
  }
  /** A message of this size arrived and is not for the module. */
  passedOver(index: number, size: number): void {
    this.#channel(index).taken += size + 1;
    this.owner.window.held += size + 1;
    this.#giveCredit(index);
  }
  /** One that could be lost; without room at the module it is. */
  deliverUnreliable(index: number, message: Bytes): void {
    if (this.info.channels[index]?.unreliable === true) this.#module?.received(index, message);
  }

  /** Failure malformed: more than was ever sent, or no such channel. */
  credit(credit: Credit): void {
    if (credit.generation !== this.#generation) return; // for what a former self sent
    const channel = this.#channels[credit.channel];
    if (!channel || credit.bytes > channel.sent) throw new Failure("malformed", "credit");
    this.#takeSent(channel, credit.bytes);
    this.#wake();
  }

  peerRestarted(generation: number): void {
    const owed = this.#channels.some((channel) => channel.refused);
    // When both began anew at once, both already moved to the same generation.
    if (generation > this.#generation) this.#beginGeneration(generation);
    for (const channel of this.#channels) channel.refused = false;
    this.#module?.peerRestarted();
    if (owed) this.#module?.writable();
  }

  // ModulePort.

  send(index: number, message: Bytes): boolean {
    const spec = this.info.channels[index];
    const own = this.#channels[index];
    // Nothing that the other half could receive.
    if (!spec || !own || message.length > (spec.unreliable ? maxUnreliable : maxMessage)) return true;
    if (this.#left) return true;
    if (spec.unreliable) {
      if (this.#open) this.#push(index, message);
      return true;
    }
    const window = this.owner.window;
    const size = message.length + 1;
    if (own.sent >= channelWindow || !SessionWindow.hasRoom(window.sent, own.sent, size)) {
      own.refused = true;
      return false;
    }
    own.sent += size;
    window.sent += size;
    if (this.#open) this.#push(index, message);
    else this.#held.push({ index, message });
    return true;
  }

  resume(): void {
    this.#handOverAll();
  }

  restarted(): void {
    for (const channel of this.#channels) channel.refused = false;
    if (!this.#open) {
      // The other side has heard nothing yet.
      this.#held = [];
      for (const channel of this.#channels) this.#takeSent(channel, channel.sent);
      return;
    }
    this.#beginGeneration(this.#generation + 1);
    this.owner.sendControl({ t: "restart", slot: this.number, generation: this.#generation });
  }

  finished(): void {
    if (!this.#left) this.owner.moduleFinished(this.number);
  }
  failed(why: string): void {
    if (!this.#left) this.owner.moduleFailed(this.number, why);
  }

  // The rest.

  #channel(index: number): Channel {
    const channel = this.#channels[index];
    if (!channel) throw new Failure("internal");
    return channel;
  }

  #push(index: number, message: Bytes): void {
    const spec = this.info.channels[index];
    const channel = { slot: this.number, generation: this.#generation, index };
    if (spec) this.owner.sendMessage(encodeChannel(channel), spec, message);
  }

  #handOverAll(): void {
    for (let index = 0; index < this.#channels.length; index++) if (!this.#handOver(index)) return;
  }

  /** False: the module began anew meanwhile, and what waited is gone. */
  #handOver(index: number): boolean {
    const channel = this.#channel(index);
    const generation = this.#generation;
    for (let first; this.#module && (first = channel.waiting.at(0)); ) {
      const size = first.length + 1;
      if (!this.#module.received(index, first)) break;
      if (generation !== this.#generation || this.#left) return false;
      channel.waiting.shift();
      channel.waitingBytes -= size;
      channel.taken += size;
    }
    this.#giveCredit(index);
    return true;
  }

  #giveCredit(index: number): void {
    const channel = this.#channel(index);
    const window = this.owner.window;
    if (channel.taken < (window.crowded ? crowdedCreditStep : creditStep)) return;
    const { number: slot } = this;
    this.owner.sendControl({ t: "credit", slot, generation: this.#generation, channel: index, bytes: channel.taken });
    window.held -= channel.taken;
    channel.taken = 0;
  }
  #giveAllCredit(): void {
    for (let index = 0; index < this.#channels.length; index++) this.#giveCredit(index);
  }

  /** A window has room again. */
  #wake(): void {
    let owed = false;
    for (const channel of this.#channels)
      if (channel.sent < channelWindow && channel.refused) {
        channel.refused = false;
        owed = true;
      }
    if (owed) this.#module?.writable();
  }

  #takeSent(channel: Channel, bytes: number): void {
    const window = this.owner.window;
    const wasFull = window.sent >= sessionWindow;
    channel.sent -= bytes;
    window.sent -= bytes;
    if (!wasFull || window.sent >= sessionWindow) return;
    for (const slot of [...window.slots]) if (window.slots.has(slot)) slot.#wake(); // it may end inside
  }

  #beginGeneration(generation: number): void {
    this.#generation = generation;
    this.#held = [];
    this.#forgetAll();
    this.owner.dropOtherGenerations(this.number, generation);
  }

  #forgetAll(): void {
    for (const channel of this.#channels) channel.refused = false;
    for (const channel of this.#channels) {
      this.owner.window.held -= channel.waitingBytes + channel.taken;
      channel.waiting.clear();
      channel.waitingBytes = channel.taken = 0;
      this.#takeSent(channel, channel.sent);
    }
  }

  /** Nothing of this slot counts any more. */
  #leave(): void {
    if (this.#left) return;
    this.#left = true;
    this.owner.window.slots.delete(this);
    this.#forgetAll();
  }
}
