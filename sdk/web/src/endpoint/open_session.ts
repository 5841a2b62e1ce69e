// From a meeting to a running session: the grant is checked, the relays are tried, hands are shaken.

import { systemClock, type Clock } from "../base/clock.js";
import { equalBytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import { systemRandom } from "../base/random.js";
import { GrantVerifier, type TrustStore } from "../crypto/grant_verifier.js";
import type { X25519KeyPair } from "../crypto/x25519.js";
import type { Credential } from "../session/handshake/config.js";
import { shakeHands } from "../session/handshake/handshake.js";
import type { ModuleProvider } from "../session/module.js";
import { allowAll, type DevicePolicy } from "../session/rights.js";
import { Session } from "../session/session.js";
import type { Consent, Events, PairDesk } from "../session/session_config.js";
import { defaultTiming, type Timing } from "../session/timing.js";
import type { Reach } from "../transport/reach_relay.js";
import type { Meeting } from "./meeting.js";
import { RelayPaths, type MoreTickets } from "./relay_paths.js";
import { TicketStock } from "./ticket_stock.js";

export interface OpenOptions {
  readonly self: "operator" | "agent";
  readonly meeting: Meeting;
  /** Of the way that was agreed on; a meeting of another way is refused. */
  readonly credential: Credential;
  /** The keys that sign the broker's grants: from a place that the broker cannot change later. */
  readonly trust: TrustStore;
  /** This side's, whose public half the grant names. */
  readonly key: X25519KeyPair;
  /** Of this device, told to the other side. */
  readonly name: string;
  readonly modules: ModuleProvider;
  readonly events?: Events | undefined;
  readonly consent?: Consent | undefined;
  readonly pairing?: PairDesk | undefined;
  readonly policy?: DevicePolicy | undefined;
  readonly moreTickets?: MoreTickets | undefined;
  readonly reach?: Partial<Reach> | undefined;
  readonly timing?: Partial<Timing> | undefined;
  /** Remembers grants over several sessions of a program; undefined: of this one alone. */
  readonly verifier?: GrantVerifier | undefined;
  /** Gives up before the session is up. */
  readonly signal?: AbortSignal | undefined;
}

/** Failure of the grant or of the network, or a HandshakeFailure. The session is up, and its run() is the
 * caller's. */
export async function openSession(options: OpenOptions): Promise<Session> {
  const clock: Clock = options.reach?.clock ?? systemClock;
  const random = systemRandom;
  const { meeting, self, credential, key, name } = options;
  if (meeting.way !== credential.way) throw new Failure("not_permitted", "another way than agreed on");
  const verifier = options.verifier ?? new GrantVerifier(options.trust, clock);
  const grant = await verifier.verify(meeting.grant);
  if (!equalBytes(grant.sid, meeting.session)) throw new Failure("not_permitted", "grant of another session");
  const paths = new RelayPaths(new TicketStock(meeting.relays, clock), { ...options.reach, clock }, options.moreTickets);
  const first = await paths.next(Number.MAX_SAFE_INTEGER, options.signal ?? new AbortController().signal);
  const established = await shakeHands(first.connection, {
    self,
    peer: self === "operator" ? "agent" : "operator",
    initiator: initiates(self, credential.way),
    session: meeting.session,
    grantToken: meeting.grant,
    grant,
    key,
    name,
    capabilities: [],
    credential,
    clock,
    random,
  });
  paths.inUse(first.name);
  return Session.of(established, {
    self,
    grant,
    policy: options.policy ?? allowAll,
    modules: options.modules,
    consent: options.consent,
    events: options.events ?? {},
    verifier,
    clock,
    random,
    paths,
    firstPath: first.name,
    timing: { ...defaultTiming, ...options.timing },
    pairing: options.pairing,
  });
}

/** The agent joins what an operator made, except where the operator comes to a device or a colleague to a client. */
function initiates(self: "operator" | "agent", way: Credential["way"]): boolean {
  return (self === "operator") === (way === "device" || way === "introduced");
}
