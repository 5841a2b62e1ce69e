// What a program brings to a session: whom it is for, what is allowed, and everything around it.

import type { Clock } from "../base/clock.js";
import type { Random } from "../base/random.js";
import type { Grant } from "../crypto/grant.js";
import type { GrantVerifier } from "../crypto/grant_verifier.js";
import type { Role } from "../wire/kinds.js";
import type { Introduce } from "./control_message.js";
import type { Ending } from "./ended.js";
import type { ModuleProvider } from "./module.js";
import type { PathSource } from "./path_source.js";
import type { DevicePolicy } from "./rights.js";
import type { Timing } from "./timing.js";

/** The question that the person at the controlled side is asked; all texts are printable. */
export interface ConsentRequest {
  readonly operatorName: string;
  readonly organisation: string;
  readonly module: string;
  readonly permissions: readonly string[];
}
/** What the person allows, some or all of what was asked; nothing means no. Given up when the signal comes. */
export type Consent = (request: ConsentRequest, signal: AbortSignal) => Promise<readonly string[]>;

/** What the person allows later without being asked, and this computer's name at the broker. */
export interface PairAnswer {
  readonly permissions: readonly string[];
  readonly device: string;
}
export type PairDesk = (permissions: readonly string[], signal: AbortSignal) => Promise<PairAnswer>;

/** What a session tells its program; each may be left out. */
export interface Events {
  /** A module runs on both sides, with these permissions. */
  moduleStarted?(id: string, permissions: readonly string[]): void;
  /** It ended while the session goes on; `why` is for the person, empty when a person ended it. */
  moduleEnded?(id: string, ending: Ending, byPeer: boolean, why: string): void;
  /** What a running module may do now. */
  permissionsChanged?(id: string, permissions: readonly string[]): void;
  /** The path broke; the session goes on as soon as there is another one, and keeps everything meanwhile. */
  pathLost?(): void;
  /** It goes on over this path. */
  pathFound?(name: string): void;
  /** Six digits, the same on both sides unless somebody sits between them: for people to compare aloud. */
  safetyDigits?(digits: string): void;
  /** The person at the other side says that they are equal. */
  digitsEqualThere?(): void;
  /** Somebody who is in this session brings this side together with somebody else. */
  introduced?(introduction: Introduce): void;
  /** The agent's side: the operator gives the input away (false) or asks for it (true). The operator's:
   * whether it has it now. */
  focus?(held: boolean): void;
  /** A renewed grant was refused; for the log. */
  renewalRefused?(why: string): void;
}

export interface SessionConfig {
  readonly self: Role;
  readonly grant: Grant;
  readonly policy: DevicePolicy;
  readonly modules: ModuleProvider;
  /** The agent's; undefined at the operator's side. */
  readonly consent?: Consent | undefined;
  readonly events: Events;
  /** Checks renewals; has verified the grant already. */
  readonly verifier: GrantVerifier;
  readonly clock: Clock;
  readonly random: Random;
  /** Undefined: the session ends with its first path. */
  readonly paths?: PathSource | undefined;
  /** The name of the path that the handshake took. */
  readonly firstPath?: string | undefined;
  readonly timing: Timing;
  /** The agent's; undefined: nobody is paired here. */
  readonly pairing?: PairDesk | undefined;
}

/** The parts that change while the session runs: a renewal the grant, the program the policy. */
export interface LiveConfig extends Omit<SessionConfig, "grant" | "policy"> {
  grant: Grant;
  policy: DevicePolicy;
}
