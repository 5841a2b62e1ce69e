// A session as a page uses it, wherever it runs.

import type { Bytes } from "../base/bytes.js";
import { openSession, type OpenOptions } from "../endpoint/open_session.js";
import type { Ended, Ending } from "../session/ended.js";
import type { Peer } from "../session/peer_info.js";
import type { DevicePolicy } from "../session/rights.js";
import type { Session } from "../session/session.js";
import type { PairAnswer } from "../session/session_config.js";

export interface Status {
  /** Whether there is a path now. */
  readonly connected: boolean;
  /** Whether more than the broker's word says who the other side is. */
  readonly verified: boolean;
  readonly safetyDigits: string | undefined;
  /** The name of the path that is used, or was last. */
  readonly path: string | undefined;
  /** Of the path, in milliseconds and bytes per second; undefined until something was measured. */
  readonly roundTrip: number | undefined;
  readonly rate: number | undefined;
}

/** What both sides keep when they are paired. */
export interface Pairing extends PairAnswer {
  readonly psk: Bytes;
  readonly peerKey: Bytes;
}

/** Session has each of these, with words. */
export interface LiveSession {
  readonly peer: Peer;
  readonly ended: Promise<Ended>;
  offer(module: string, permissions: readonly string[]): Promise<readonly string[]>;
  renew(token: string): Promise<void>;
  pair(permissions: readonly string[]): Promise<Pairing>;
  status(): Promise<Status>;
  focus(held: boolean): void;
  changePolicy(policy: DevicePolicy): void;
  withdraw(module: string, permissions: readonly string[]): void;
  endModule(module: string): void;
  digitsCompared(equal: boolean): void;
  end(ending?: Ending): void;
}

/** In this thread. */
export async function openInline(options: OpenOptions): Promise<LiveSession> {
  const session = await openSession(options);
  return new InlineSession(session, session.run());
}

export class InlineSession implements LiveSession {
  constructor(
    private readonly session: Session,
    readonly ended: Promise<Ended>,
  ) {}
  get peer(): Peer {
    return this.session.peer;
  }
  offer(module: string, permissions: readonly string[]): Promise<readonly string[]> {
    return this.session.offer(module, permissions);
  }
  renew(token: string): Promise<void> {
    return this.session.renew(token);
  }
  async pair(permissions: readonly string[]): Promise<Pairing> {
    const psk = await this.session.pairingPsk(); // the session may end with the answer
    return { ...(await this.session.pair(permissions)), psk, peerKey: this.session.peerKey };
  }
  async status(): Promise<Status> {
    const { connected, verified, safetyDigits, path, roundTrip, rate } = this.session;
    return { connected, verified, safetyDigits, path, roundTrip, rate };
  }
  focus(held: boolean): void {
    this.session.focus(held);
  }
  changePolicy(policy: DevicePolicy): void {
    this.session.changePolicy(policy);
  }
  withdraw(module: string, permissions: readonly string[]): void {
    this.session.withdraw(module, permissions);
  }
  endModule(module: string): void {
    this.session.endModule(module);
  }
  digitsCompared(equal: boolean): void {
    this.session.digitsCompared(equal);
  }
  end(ending: Ending = "finished"): void {
    this.session.end(ending);
  }
}
