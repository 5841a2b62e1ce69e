// What the modules of a session may do, now and after every change of grant, policy, person and input.

import { Failure } from "../base/error.js";
import { compareVersions } from "../base/version.js";
import type { Accept } from "./control_message.js";
import type { Ending } from "./ended.js";
import type { ModuleInfo } from "./module.js";
import type { ModuleSlot } from "./module_slot.js";
import { findGranted, intersect, permitted } from "./rights.js";
import type { RunningModules } from "./running_modules.js";
import type { LiveConfig } from "./session_config.js";

/** How long after its end a grant still counts. */
export const grantGrace = 60_000;

export class ModuleRights {
  /** Another participant has the input. */
  inputWithheld = false;

  constructor(
    private readonly config: LiveConfig,
    private readonly running: RunningModules,
  ) {}

  /** Failure not_permitted. */
  allowed(info: ModuleInfo, asked: readonly string[]): string[] {
    const { grant, policy, verifier } = this.config;
    if (findGranted(grant, info.id)?.pub !== info.publisher) throw new Failure("not_permitted", "publisher");
    let wanted = intersect(asked, info.permissions);
    if (verifier.now() > grant.exp + grantGrace) wanted = intersect(wanted, ["chat"]); // only words are left
    return permitted(grant, policy, info.id, info.version, wanted);
  }

  withoutWithheldInput(permissions: readonly string[]): readonly string[] {
    return this.inputWithheld ? permissions.filter((permission) => permission !== "input") : permissions;
  }

  /** After any change; without a permission left a module ends. */
  apply(withoutAny: Ending = "grant"): void {
    for (const slot of this.running.all()) {
      try {
        this.#set(slot, this.#leftTo(slot));
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        this.running.end(slot.number, withoutAny);
      }
    }
  }

  /** The person takes permissions of a running module back. */
  withdraw(module: string, permissions: readonly string[]): void {
    for (const slot of this.running.all()) if (slot.info.id === module) slot.takeBack(permissions);
    this.apply("consent");
  }

  /** Ends all that does more than talk. */
  stopPrivileged(): void {
    for (const slot of this.running.all())
      if (slot.consented.length !== 1 || slot.consented[0] !== "chat") this.running.end(slot.number, "expired");
  }

  take(message: Accept): void {
    if (this.config.self !== "operator") throw new Failure("unexpected", "narrow");
    const slot = this.running.find(message.slot);
    if (!slot) return;
    slot.setPermissions(message.permissions);
    this.config.events.permissionsChanged?.(slot.info.id, slot.permissions);
  }

  /** What runs may be older than what the grant wants by now: that is for the next one. */
  #leftTo(slot: ModuleSlot): string[] {
    const min = findGranted(this.config.grant, slot.info.id)?.min ?? slot.info.version;
    const version = compareVersions(slot.info.version, min) < 0 ? min : slot.info.version;
    return this.allowed({ ...slot.info, version }, slot.consented);
  }

  /** The other side hears of it: what this machine allows is not known there. */
  #set(slot: ModuleSlot, permissions: readonly string[]): void {
    const before = slot.permissions;
    slot.setPermissions(this.withoutWithheldInput(permissions));
    if (slot.permissions === before) return;
    this.config.events.permissionsChanged?.(slot.info.id, slot.permissions);
    if (this.config.self === "agent")
      this.running.sendControl({ t: "narrow", slot: slot.number, permissions: slot.permissions });
  }
}
