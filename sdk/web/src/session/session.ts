// A live session: negotiates modules, carries their messages, and ends in order.

import type { Bytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import type { Grant } from "../crypto/grant.js";
import { Channels, type ChannelsListener } from "./channels.js";
import type { ControlMessage, Introduce } from "./control_message.js";
import type { Ended, Ending } from "./ended.js";
import { GrantLife } from "./grant_life.js";
import type { Established } from "./handshake/handshake.js";
import { Modules } from "./modules.js";
import { PairQuestion } from "./pair_question.js";
import { Paths, type PathsListener } from "./paths.js";
import type { Peer } from "./peer_info.js";
import { findPart, type DevicePolicy } from "./rights.js";
import { SafetyDigits } from "./safety_digits.js";
import { SecureLink } from "./secure_link.js";
import type { LiveConfig, PairAnswer, SessionConfig } from "./session_config.js";

export class Session implements ChannelsListener, PathsListener {
  readonly #config: LiveConfig;
  readonly #channels: Channels;
  readonly #modules: Modules;
  readonly #digits: SafetyDigits;
  readonly #grant: GrantLife;
  readonly #pairing: PairQuestion;
  readonly #paths: Paths | undefined;
  #rates: (() => void) | undefined;
  #path: string | undefined;

  private constructor(
    private readonly established: Established,
    config: SessionConfig,
    link: SecureLink,
  ) {
    const { keys, handshakeHash, session, initiator } = established;
    this.#config = { ...config };
    this.#path = config.firstPath;
    const { clock, random, timing, events, paths } = config;
    this.#channels = new Channels(link, this, timing, clock);
    this.#modules = new Modules(this.#config, this.#channels, peerName(config, established.peer));
    this.#modules.admission.trusted = established.way !== "account";
    this.#digits = new SafetyDigits(initiator, keys, handshakeHash, random, this.#channels, events);
    this.#grant = new GrantLife(this.#config, this.#channels, this.#modules, clock);
    this.#pairing = new PairQuestion(this.#config, this.#channels, clock);
    if (established.unconfirmed) this.#channels.expectConfirmation();
    if (paths) {
      const how = { source: paths, initiator, firstRank: 1, clock, timing };
      this.#paths = new Paths(this.#channels, { keys, handshakeHash, session }, how, this);
    }
  }

  static async of(established: Established, config: SessionConfig): Promise<Session> {
    const { connection, keys, initiator } = established;
    return new Session(established, config, await SecureLink.of(connection, keys, 0, initiator, config.clock));
  }

  /** Runs until the end, whoever brings it about; every module has stopped when it returns. Once. */
  async run(): Promise<Ended> {
    this.#grant.watch();
    this.#watchRate();
    if (!this.established.initiator) this.#digits.begin();
    this.#paths?.start();
    const ended = await this.#channels.run();
    this.#grant.stop();
    this.#rates?.();
    this.#pairing.stop();
    this.#paths?.stop();
    await this.#modules.stopAll();
    this.established.keys.wipe();
    return ended;
  }

  /** The operator's side: asks for a module and starts it on both sides; returns what it may do. Failure
   * not_permitted (grant), refused (the other side's person, policy or program), timed_out, closed, or what the
   * provider says. */
  offer(module: string, permissions: readonly string[]): Promise<readonly string[]> {
    return this.#modules.offers.offer(module, permissions);
  }

  /** A new grant from the broker. Narrows at once, here; the operator's side passes it on. */
  async renew(token: string): Promise<void> {
    await this.#grant.renew(token);
    if (this.#config.self === "operator") this.#channels.sendControl({ t: "renewal", grant: token });
  }

  /** The operator's side: may this client's computer be reached later without asking? */
  pair(permissions: readonly string[]): Promise<PairAnswer> {
    return this.#pairing.ask(permissions);
  }
  /** What both sides keep when they are paired. */
  pairingPsk(): Promise<Bytes> {
    return this.established.keys.pairingPsk();
  }

  /** The operator's side: brings the other side together with somebody else. */
  introduce(introduction: Introduce): void {
    if (this.#config.self === "operator") this.#channels.sendControl(introduction);
  }

  /** The operator's side: gives the input away, or asks for it. The agent's: this session has the input from now
   * on, or has it no more; the operator hears of it. */
  focus(held: boolean): void {
    if (this.#config.self === "agent") this.#modules.focus(held);
    this.#channels.sendControl({ t: "focus", held });
  }

  /** What this side allows from now on; acts at once. Never wider than what was consented to. */
  changePolicy(policy: DevicePolicy): void {
    this.#config.policy = policy;
    this.#modules.rights.apply();
  }
  /** The agent's side: the person takes a permission of a running module back; without one left it ends. */
  withdraw(module: string, permissions: readonly string[]): void {
    this.#modules.rights.withdraw(module, permissions);
  }
  /** Either side: ends a module, here and there. */
  endModule(module: string): void {
    for (const slot of this.#modules.running.all())
      if (slot.info.id === module) this.#modules.running.end(slot.number, "finished");
  }

  /** Whether more than the broker's word says who the other side is. */
  get verified(): boolean {
    return this.#modules.admission.trusted;
  }
  get safetyDigits(): string | undefined {
    return this.#digits.digits;
  }
  /** The people compared the digits. Different: the session ends. */
  digitsCompared(equal: boolean): void {
    if (!equal) return this.end("sas");
    this.#modules.admission.trusted = this.#digits.digits !== undefined;
    this.#digits.sayEqual();
  }

  /** Ends the session in order; run() returns soon after. May be called again. */
  end(ending: Ending = "finished"): void {
    this.#channels.end(ending);
  }

  get peer(): Peer {
    return this.established.peer;
  }
  get peerKey(): Bytes {
    return this.established.peerKey;
  }
  get grant(): Grant {
    return this.#config.grant;
  }
  /** Whether there is a path now. */
  get connected(): boolean {
    return this.#channels.connected;
  }
  /** For the person: "relay relay.example.org:443 https"; the last one while there is none. */
  get path(): string | undefined {
    return this.#path;
  }
  /** Of the path, in milliseconds and bytes per second; undefined until something was measured. */
  get roundTrip(): number | undefined {
    const seconds = this.#channels.estimate.roundTrip();
    return seconds === undefined ? undefined : seconds * 1000;
  }
  get rate(): number | undefined {
    return this.#channels.estimate.rate();
  }

  // What the channels bring.

  control(message: ControlMessage): void {
    const modules = this.#modules;
    switch (message.t) {
      case "offer":
        return modules.takeOffer(message);
      case "accept":
      case "narrow":
        return modules.takeAccept(message);
      case "stop":
        return modules.takeStop(message);
      case "restart":
        return modules.takeRestart(message);
      case "credit":
        return modules.takeCredit(message);
      case "renewal":
        return this.#takeRenewal(message.grant);
      case "addresses":
        return this.#config.paths?.peerCandidates?.(message.candidates);
      case "words":
        return this.#digits.take(message);
      case "pair":
        return this.#pairing.takeQuestion(message, this.verified);
      case "paired":
        return this.#pairing.takeAnswer(message);
      case "introduce":
        return this.#takeIntroduction(message);
      case "focus":
        return this.#config.events.focus?.(message.held);
    }
  }
  message(channel: number, message: Bytes): void {
    this.#modules.message(channel, message);
  }
  unreliable(channel: number, message: Bytes): void {
    this.#modules.unreliable(channel, message);
  }
  isOpen(channel: number): boolean {
    return this.#modules.isOpen(channel);
  }
  pathBroken(why: Ending): void {
    if (!this.#paths) return this.#channels.giveUp({ ending: why, byPeer: false });
    this.#config.events.pathLost?.();
    this.#paths.broken();
  }
  pathSuspect(): void {
    this.#paths?.suspect();
  }

  // What becomes of the paths.

  pathChanged(name: string, afterBreak: boolean): void {
    this.#path = name;
    if (afterBreak) this.#config.events.pathFound?.(name);
  }
  pathHopeless(ending: Ending): void {
    this.#channels.giveUp({ ending, byPeer: false });
  }

  #takeRenewal(token: string): void {
    if (this.#config.self !== "agent") throw new Failure("unexpected", "renewal");
    void this.#grant.renew(token).catch((error: unknown) => this.#config.events.renewalRefused?.(String(error)));
  }

  /** Only who controls brings somebody, to whatever side; the client's person is asked before anything comes of
   * it. */
  #takeIntroduction(message: Introduce): void {
    if (this.#config.self === "operator") throw new Failure("unexpected", "introduce");
    if (this.verified) this.#config.events.introduced?.(message);
  }

  #watchRate(): void {
    this.#rates = this.#config.clock.after(this.#config.timing.rate, () => {
      this.#modules.running.tellRates(this.#config.timing.rate);
      if (!this.#channels.over) this.#watchRate();
    });
  }
}

/** By the grant, which the broker vouches for; for an agent, which nobody knows, what it says of itself. */
function peerName(config: SessionConfig, peer: Peer): string {
  const part = findPart(config.grant, config.self === "agent" ? "operator" : "agent");
  return part && part.name !== "" ? part.name : peer.name;
}
