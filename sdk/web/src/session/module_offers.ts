// The modules that the operator's side offers: named to the other side, which may say no; then started here.

import type { Clock } from "../base/clock.js";
import { Failure } from "../base/error.js";
import { Signal } from "../base/signal.js";
import { maxSlot, type Accept } from "./control_message.js";
import type { Ending } from "./ended.js";
import type { ModuleInfo } from "./module.js";
import type { ModuleRights } from "./module_rights.js";
import type { ModuleSlot } from "./module_slot.js";
import { findGranted, intersect } from "./rights.js";
import type { RunningModules } from "./running_modules.js";
import type { LiveConfig } from "./session_config.js";

/** Until the other side has answered and the module runs here. */
interface Pending {
  readonly info: ModuleInfo;
  /** Most that may be accepted. */
  readonly permissions: readonly string[];
  readonly changed: Signal;
  refused?: Ending;
  /** Since the answer yes. */
  slot?: ModuleSlot;
}

export class ModuleOffers {
  readonly #pending = new Map<number, Pending>();
  #lastSlot = 0;
  #closed = false;

  constructor(
    private readonly config: LiveConfig,
    private readonly running: RunningModules,
    private readonly rights: ModuleRights,
    private readonly clock: Clock,
  ) {}

  /** What the module may do. Failure not_permitted, refused, timed_out, closed, or what the provider says. */
  async offer(module: string, asked: readonly string[]): Promise<readonly string[]> {
    if (this.#closed) throw new Failure("closed", "session");
    const granted = findGranted(this.config.grant, module);
    if (!granted || this.config.self !== "operator") throw new Failure("not_permitted", "module");
    const info = await this.config.modules.prepare(this.running.request(module, granted.min, asked));
    if (this.#closed) throw new Failure("closed", "session");
    const slot = await this.#ask(info, this.rights.allowed(info, asked));
    await this.running.start(slot);
    slot.open();
    this.config.events.moduleStarted?.(info.id, slot.permissions);
    return slot.permissions;
  }

  /** Failure malformed when nothing is left to the module. */
  take(message: Accept): void {
    const pending = this.#pending.get(message.slot);
    if (!pending || pending.slot) {
      // It was withdrawn meanwhile.
      if (!this.running.find(message.slot)) this.running.refuse(message.slot, "finished");
      return;
    }
    // Never more than what was asked; the other side can only say less.
    const permissions = intersect(pending.permissions, message.permissions);
    if (permissions.length === 0) throw new Failure("malformed", "accept");
    pending.slot = this.running.add(message.slot, pending.info, permissions); // its first messages may follow at once
    pending.changed.notify();
  }

  /** The other side says no. False when no offer in this slot waits for an answer. */
  refused(slot: number, ending: Ending): boolean {
    const pending = this.#pending.get(slot);
    if (!pending || pending.slot) return false;
    pending.refused = ending;
    pending.changed.notify();
    return true;
  }

  /** From now on every offer is closed. */
  close(): void {
    this.#closed = true;
    for (const pending of this.#pending.values()) pending.changed.notify();
  }

  /** Says the offer and waits for the answer yes; the module has its slot then. */
  async #ask(info: ModuleInfo, permissions: readonly string[]): Promise<ModuleSlot> {
    const slot = this.#freeSlot();
    const pending: Pending = { info, permissions, changed: new Signal(this.clock) };
    this.#pending.set(slot, pending);
    this.running.sendControl({ t: "offer", slot, module: info.id, version: info.version, permissions });
    const until = this.clock.steady() + this.config.timing.consent;
    while (!pending.slot && !pending.refused && !this.#closed && this.clock.steady() < until)
      await pending.changed.wait(until - this.clock.steady());
    this.#pending.delete(slot);
    if (this.#closed) throw new Failure("closed", "session");
    if (pending.slot) return pending.slot;
    if (pending.refused) {
      this.config.events.moduleEnded?.(info.id, pending.refused, true, "");
      throw new Failure("refused", pending.refused);
    }
    this.running.refuse(slot, "consent");
    throw new Failure("timed_out", "offer");
  }

  /** In turn, so that a late word about a former module is not taken for one about the next. */
  #freeSlot(): number {
    for (let tries = 0; tries < maxSlot; tries++) {
      this.#lastSlot = (this.#lastSlot % maxSlot) + 1;
      if (!this.running.find(this.#lastSlot) && !this.#pending.has(this.#lastSlot)) return this.#lastSlot;
    }
    throw new Failure("exhausted", "modules");
  }
}
