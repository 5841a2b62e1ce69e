// The modules that the other side offers, at the controlled side: checked, consented to, started and answered.

import { Failure } from "../base/error.js";
import { printable } from "../base/printable.js";
import { compareVersions } from "../base/version.js";
import type { Offer } from "./control_message.js";
import type { Ending } from "./ended.js";
import type { ModuleInfo } from "./module.js";
import type { ModuleRights } from "./module_rights.js";
import type { ModuleSlot } from "./module_slot.js";
import { findPart, intersect, permitted } from "./rights.js";
import type { RunningModules } from "./running_modules.js";
import type { LiveConfig } from "./session_config.js";

/** Thrown to end an offer with this answer. */
class Refusal extends Error {
  constructor(readonly ending: Ending) {
    super(ending);
  }
}

/** What a step throws, as the answer that it leads to. */
async function orRefuse<T>(ending: Ending, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch {
    throw new Refusal(ending);
  }
}

export class ModuleAdmission {
  /** Whether the other side is known to be who it says; without that nothing is let in (SEC-29). */
  trusted = true;
  /** The offer that is looked at. Only one, so that a person never answers a question that is not the last one
   * shown. */
  #answering: { readonly slot: number; readonly withdrawn: AbortController } | undefined;

  constructor(
    private readonly config: LiveConfig,
    private readonly running: RunningModules,
    private readonly rights: ModuleRights,
  ) {}

  /** Failure unexpected: that is not the other side's to say. */
  take(offer: Offer): void {
    if (this.config.self !== "agent" || this.running.find(offer.slot)) throw new Failure("unexpected", "offer");
    if (!this.trusted) return this.running.refuse(offer.slot, "sas"); // until the digits were compared
    if (this.#answering && !this.#answering.withdrawn.signal.aborted) return this.running.refuse(offer.slot, "limit");
    void this.#answer(offer);
  }

  /** The other side takes its offer back, if it is the one in this slot that is looked at. */
  withdrawn(slot: number): void {
    if (this.#answering?.slot === slot) this.#answering.withdrawn.abort();
  }
  close(): void {
    this.#answering?.withdrawn.abort();
  }

  async #answer(offer: Offer): Promise<void> {
    const answering = { slot: offer.slot, withdrawn: new AbortController() };
    this.#answering = answering;
    const { signal } = answering.withdrawn;
    try {
      const slot = await this.#admit(offer, signal);
      if (signal.aborted) return this.running.end(offer.slot, "finished");
      this.running.sendControl({ t: "accept", slot: offer.slot, permissions: slot.consented });
      if (slot.permissions.length !== slot.consented.length)
        this.running.sendControl({ t: "narrow", slot: offer.slot, permissions: slot.permissions });
      slot.open();
      this.config.events.moduleStarted?.(offer.module, slot.permissions);
    } catch (error) {
      if (!signal.aborted) this.running.refuse(offer.slot, error instanceof Refusal ? error.ending : "module");
    } finally {
      if (this.#answering === answering) this.#answering = undefined;
    }
  }

  /** The module runs here. */
  async #admit(offer: Offer, signal: AbortSignal): Promise<ModuleSlot> {
    const { grant, policy, modules } = this.config;
    // Before anything is fetched or a person is asked.
    await orRefuse("grant", () => permitted(grant, policy, offer.module, offer.version, offer.permissions));
    const request = this.running.request(offer.module, offer.version, offer.permissions);
    const info = await orRefuse("module", () => modules.prepare(request));
    if (compareVersions(info.version, offer.version) !== 0) throw new Refusal("module");
    const permissions = await this.#consent(info, offer.permissions, signal);
    const slot = this.running.add(offer.slot, info, permissions);
    slot.setPermissions(this.rights.withoutWithheldInput(slot.consented));
    await orRefuse("module", () => this.running.start(slot));
    return slot;
  }

  async #consent(info: ModuleInfo, asked: readonly string[], signal: AbortSignal): Promise<string[]> {
    const most = await orRefuse("grant", () => this.rights.allowed(info, asked));
    const part = findPart(this.config.grant, "operator");
    const question = {
      operatorName: printable(part?.name ?? ""),
      organisation: printable(part?.org ?? ""),
      module: info.id,
      permissions: most,
    };
    const said = await orRefuse("consent", async () => this.config.consent?.(question, signal) ?? []);
    if (signal.aborted) throw new Refusal("finished");
    // The grant may have changed while the person thought.
    const still = await orRefuse("grant", () => this.rights.allowed(info, most));
    const permissions = intersect(still, said);
    if (permissions.length === 0) throw new Refusal("consent");
    return permissions;
  }
}
