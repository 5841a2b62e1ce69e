// The modules that run in a session, by slot: started, given what they need of the session, stopped.

import type { Bytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import { priorityClasses, type PriorityClass } from "../base/priority.js";
import type { Version } from "../base/version.js";
import { codeNumber, codes } from "../wire/codes.js";
import { controlChannel } from "../wire/frame.js";
import type { Channels } from "./channels.js";
import type { ControlMessage } from "./control_message.js";
import type { Ending } from "./ended.js";
import type { ChannelSpec, Module, ModuleInfo, ModuleRequest } from "./module.js";
import { decodeChannel, ModuleSlot, SessionWindow, type SlotOwner } from "./module_slot.js";
import { RateShare } from "./rate_share.js";
import type { LiveConfig } from "./session_config.js";

export class RunningModules implements SlotOwner {
  readonly window = new SessionWindow();
  readonly #slots = new Map<number, ModuleSlot>();
  readonly #rates = new RateShare();
  readonly #stopping = new Set<Promise<void>>();

  constructor(
    private readonly config: LiveConfig,
    private readonly channels: Channels,
    private readonly peerName: string,
  ) {}

  /** A module of this side, as the provider is asked for it. */
  request(id: string, minimum: Version, permissions: readonly string[]): ModuleRequest {
    const side = this.config.self === "operator" ? "controlling" : "controlled";
    return { id, minimum, permissions, side, peerName: this.peerName };
  }

  /** Takes a free slot. Messages for the module wait there until it has started. */
  add(number: number, info: ModuleInfo, consented: readonly string[]): ModuleSlot {
    const slot = new ModuleSlot(number, info, consented, this);
    this.#slots.set(number, slot);
    return slot;
  }

  /** Failure closed when the slot was given up meanwhile; without a module the slot is free again. */
  async start(slot: ModuleSlot): Promise<void> {
    const asked = this.request(slot.info.id, slot.info.version, slot.permissions);
    let module: Module;
    try {
      module = await this.config.modules.start(asked, slot);
    } catch (error) {
      if (this.find(slot.number) === slot) {
        this.takeOut(slot.number);
        // The agent's answer to the offer says it.
        if (this.config.self === "operator") this.refuse(slot.number, "module");
      }
      throw error;
    }
    if (this.find(slot.number) !== slot) {
      // Stopped while it started.
      await module.stop();
      throw new Failure("closed", "module");
    }
    if (slot.permissions !== asked.permissions) module.permissionsChanged(slot.permissions);
    slot.attach(module);
  }

  find(number: number): ModuleSlot | undefined {
    return this.#slots.get(number);
  }
  /** The slot of an open channel; undefined for any other. */
  behind(channel: number): ModuleSlot | undefined {
    const number = decodeChannel(channel);
    const slot = this.find(number.slot);
    return slot?.isOpen(number) === true ? slot : undefined;
  }
  /** A copy, as what is done with one may end others. */
  all(): ModuleSlot[] {
    return [...this.#slots.values()];
  }
  get empty(): boolean {
    return this.#slots.size === 0;
  }

  /** Ends one here; the other side and the program hear of it. Nothing to do for a free slot. */
  end(number: number, ending: Ending, why = ""): void {
    const slot = this.takeOut(number);
    if (!slot) return;
    this.refuse(number, ending);
    this.config.events.moduleEnded?.(slot.info.id, ending, false, why);
  }
  /** The other side ended it. */
  endedByPeer(number: number, ending: Ending): void {
    const slot = this.takeOut(number);
    if (slot) this.config.events.moduleEnded?.(slot.info.id, ending, true, "");
  }

  /** Frees a slot, with nothing said. */
  takeOut(number: number): ModuleSlot | undefined {
    const slot = this.#slots.get(number);
    if (!slot) return undefined;
    this.#slots.delete(number);
    this.channels.drop((channel) => channel !== controlChannel && decodeChannel(channel).slot === number);
    this.#rates.forget(number);
    const module = slot.detach();
    if (module) this.#stop(module);
    return slot;
  }

  /** Tells the other side that nothing is or will be in this slot. */
  refuse(number: number, ending: Ending): void {
    const code = codes.find((one) => one === ending) ?? "protocol";
    this.channels.sendControl({ t: "stop", slot: number, code: codeNumber(code) });
  }

  /** Stops every module; nothing runs when it returns. */
  async stopAll(): Promise<void> {
    for (const slot of this.all()) {
      this.#slots.delete(slot.number);
      const module = slot.detach();
      if (module) this.#stop(module);
    }
    await Promise.all(this.#stopping);
  }

  /** Tells each module what the path leaves to it, judged from what was sent in the last `period`. */
  tellRates(period: number): void {
    this.#rates.look(this.channels.outbox, this.channels.estimate, period);
    for (const slot of this.all()) {
      const rate = slot.module && this.#rates.news(slot.number, leastUrgent(slot.info));
      if (rate !== undefined) slot.module?.rateChanged(rate);
    }
  }

  // SlotOwner.

  sendControl(message: ControlMessage): void {
    this.channels.sendControl(message);
  }
  sendMessage(channel: number, spec: ChannelSpec, message: Bytes): void {
    if (spec.unreliable) this.channels.sendUnreliable(channel, spec.priority, message);
    else this.channels.send(channel, spec.priority, message);
  }
  dropOtherGenerations(slot: number, generation: number): void {
    this.channels.drop((channel) => {
      const number = decodeChannel(channel);
      return channel !== controlChannel && number.slot === slot && number.generation !== generation % 128;
    });
  }
  moduleFinished(slot: number): void {
    this.end(slot, "finished");
  }
  moduleFailed(slot: number, why: string): void {
    this.end(slot, "module", why);
  }

  /** Not from inside a call of the module itself. */
  #stop(module: Module): void {
    const stopped = Promise.resolve()
      .then(() => module.stop())
      .catch(() => undefined)
      .then(() => void this.#stopping.delete(stopped));
    this.#stopping.add(stopped);
  }
}

function leastUrgent(info: ModuleInfo): PriorityClass {
  const worst = Math.max(0, ...info.channels.map((channel) => priorityClasses.indexOf(channel.priority)));
  return priorityClasses[worst] ?? "bulk";
}
