// The modules of a session, with all that is decided about them: who offers what, what may run, what reaches it.

import type { Bytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import { codeFromNumber } from "../wire/codes.js";
import type { Channels } from "./channels.js";
import type { Accept, Credit, Offer, Restart, Stop } from "./control_message.js";
import { ModuleAdmission } from "./module_admission.js";
import { ModuleOffers } from "./module_offers.js";
import { ModuleRights } from "./module_rights.js";
import { decodeChannel, type ModuleSlot } from "./module_slot.js";
import { RunningModules } from "./running_modules.js";
import type { LiveConfig } from "./session_config.js";

export class Modules {
  readonly running: RunningModules;
  readonly rights: ModuleRights;
  readonly offers: ModuleOffers;
  readonly admission: ModuleAdmission;

  constructor(
    private readonly config: LiveConfig,
    channels: Channels,
    peerName: string,
  ) {
    this.running = new RunningModules(config, channels, peerName);
    this.rights = new ModuleRights(config, this.running);
    this.offers = new ModuleOffers(config, this.running, this.rights, config.clock);
    this.admission = new ModuleAdmission(config, this.running, this.rights);
  }

  isOpen(channel: number): boolean {
    return this.running.behind(channel) !== undefined;
  }

  message(channel: number, message: Bytes): void {
    const slot = this.running.behind(channel); // it may end inside
    if (!slot) return;
    const { index } = decodeChannel(channel);
    if (this.#withheld(slot, index)) return slot.passedOver(index, message.length);
    try {
      slot.deliver(index, message);
    } catch (error) {
      // Its other half does not keep to the rules, or it does not itself.
      const why = error instanceof Failure ? "" : "the module failed";
      this.running.end(slot.number, "module", why);
    }
  }

  unreliable(channel: number, message: Bytes): void {
    const slot = this.running.behind(channel);
    const { index } = decodeChannel(channel);
    if (slot && !this.#withheld(slot, index)) slot.deliverUnreliable(index, message);
  }

  takeStop(message: Stop): void {
    const ending = codeFromNumber(message.code);
    this.admission.withdrawn(message.slot);
    if (!this.offers.refused(message.slot, ending)) this.running.endedByPeer(message.slot, ending);
  }
  takeRestart(message: Restart): void {
    this.running.find(message.slot)?.peerRestarted(message.generation);
  }
  takeCredit(message: Credit): void {
    this.running.find(message.slot)?.credit(message);
  }
  takeOffer(message: Offer): void {
    this.admission.take(message);
  }
  takeAccept(message: Accept): void {
    if (message.t === "narrow") return this.rights.take(message);
    this.offers.take(message);
  }

  /** The agent's side: whether this session's operator has the input. */
  focus(held: boolean): void {
    this.rights.inputWithheld = !held;
    this.rights.apply();
  }

  async stopAll(): Promise<void> {
    this.offers.close();
    this.admission.close();
    await this.running.stopAll();
  }

  #withheld(slot: ModuleSlot, index: number): boolean {
    return this.config.self === "agent" && this.rights.inputWithheld && slot.info.channels[index]?.priority === "input";
  }
}
