// The grant while the session runs: renewed, revoked, and at its end.

import { equalBytes } from "../base/bytes.js";
import type { Clock } from "../base/clock.js";
import { Failure } from "../base/error.js";
import type { Grant } from "../crypto/grant.js";
import type { Channels } from "./channels.js";
import type { Modules } from "./modules.js";
import { grantGrace } from "./module_rights.js";
import { findPart, mayBegin, samePeople } from "./rights.js";
import type { LiveConfig } from "./session_config.js";

/** So long what only talks may go on after the grace. */
const lastWords = 5 * 60_000;

export class GrantLife {
  #takeBack: (() => void) | undefined;
  #stopped = false;
  /** The end of the grant whose privileged modules were stopped. */
  #stoppedFor: number | undefined;

  constructor(
    private readonly config: LiveConfig,
    private readonly channels: Channels,
    private readonly modules: Modules,
    private readonly clock: Clock,
  ) {}

  /** Narrows at once. Failure of the verifier, or not_permitted. */
  async renew(token: string): Promise<void> {
    const grant = await this.config.verifier.verify(token);
    const present = this.config.grant;
    if (!equalBytes(grant.sid, present.sid) || grant.seq <= present.seq) throw new Failure("not_permitted", "grant");
    // One of the two may not be here any more.
    if (grant.typ === "revoke" || !hasBothSides(grant)) return this.channels.end("revoked");
    if (!mayBegin(grant) || !samePeople(present, grant)) throw new Failure("not_permitted", "grant");
    this.config.grant = grant;
    this.modules.rights.apply();
  }

  /** First what can do something ends, then, when only words are left, those too. */
  watch(): void {
    if (this.#stopped) return;
    this.#look();
    this.#takeBack = this.clock.after(this.config.timing.watch, () => this.watch());
  }

  stop(): void {
    this.#stopped = true;
    this.#takeBack?.();
  }

  #look(): void {
    const { exp } = this.config.grant;
    const past = this.config.verifier.now() - exp;
    if (past <= grantGrace) return;
    if (this.#stoppedFor !== exp) {
      this.#stoppedFor = exp;
      this.modules.rights.stopPrivileged();
    }
    if (this.modules.running.empty || past > grantGrace + lastWords) this.channels.end("expired");
  }
}

function hasBothSides(grant: Grant): boolean {
  return findPart(grant, "operator") !== undefined && findPart(grant, "agent") !== undefined;
}
