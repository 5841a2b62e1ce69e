// The paths of a session over time: the one that carries, a spare one that is ready to, and the way from one to
// the other. PROTOCOL.md, "Paths".
//
// Both sides ask their PathSource until a spare is there, so that a break costs one round trip. Only the
// initiator of the handshake chooses: it attaches to a better path at once and to any other one when the present
// one broke. The other side answers on whatever connection an ATTACH1 arrives.

import type { Bytes } from "../base/bytes.js";
import type { Clock } from "../base/clock.js";
import { pause, withDeadline } from "../base/deadline.js";
import { Failure } from "../base/error.js";
import { Signal } from "../base/signal.js";
import type { Counters } from "../wire/attach.js";
import { Kind } from "../wire/kinds.js";
import type { Channels } from "./channels.js";
import type { Ending } from "./ended.js";
import type { NewPath, PathSource } from "./path_source.js";
import { beginResumption, ResumeResponder, type Resumed, type ResumeSecrets } from "./resumption.js";
import { SecureLink } from "./secure_link.js";
import type { Timing } from "./timing.js";

/** Connections that wait to be used; of more, the worst is closed. */
const maxHeld = 4;
const anyRank = Number.MAX_SAFE_INTEGER;
/** A source that fails without having been told to is asked again after this. */
const sourceFailed = 1000;

export interface PathsListener {
  /** `afterBreak`: there was no path for a while. */
  pathChanged(name: string, afterBreak: boolean): void;
  /** No path was found in time, or the sides do not fit together any more. */
  pathHopeless(ending: Ending): void;
}

export interface PathsConfig {
  readonly source: PathSource;
  readonly initiator: boolean;
  /** Of the path that carries from the beginning. */
  readonly firstRank: number;
  readonly clock: Clock;
  readonly timing: Timing;
}

/** A connection that does not carry yet. What comes on it is read at once, so that its end is noticed. */
interface Held {
  readonly path: NewPath;
  readonly first: Promise<Bytes>;
}

export class Paths {
  readonly #responder: ResumeResponder;
  readonly #changed: Signal;
  readonly #stop = new AbortController();
  #epoch = 0;
  #rank: number;
  #suspected = false;
  #held: Held[] = [];

  constructor(
    private readonly channels: Channels,
    private readonly secrets: ResumeSecrets,
    private readonly config: PathsConfig,
    private readonly listener: PathsListener,
  ) {
    this.#responder = new ResumeResponder(secrets, config.clock);
    this.#changed = new Signal(config.clock);
    this.#rank = config.firstRank;
  }

  start(): void {
    void this.#seek();
    void this.#bePatient();
    if (this.config.initiator) void this.#choose();
  }

  /** Ends every try. */
  stop(): void {
    this.#stop.abort();
    for (const held of this.#held) held.path.connection.close();
    this.#held = [];
    this.#changed.notify();
  }

  /** The present path is gone. */
  broken(): void {
    this.#changed.notify();
  }
  /** The present path may be gone: another one is taken when there is one. */
  suspect(): void {
    if (this.#suspected) return;
    this.#suspected = true;
    this.#changed.notify();
  }

  get #over(): boolean {
    return this.#stop.signal.aborted;
  }

  /** The rank that a new connection must be better than; undefined when nothing is looked for. */
  #wanted(): number | undefined {
    // Anybody may be behind what came to the side that waits: until one of them goes on, it takes more.
    if (this.#held.length === 0 || (!this.config.initiator && !this.channels.connected)) return anyRank;
    return this.channels.connected && this.#rank > 0 ? this.#rank : undefined;
  }

  async #seek(): Promise<void> {
    while (!this.#over) {
      const worseThan = this.#wanted();
      if (worseThan === undefined) {
        await this.#changed.wait();
        continue;
      }
      try {
        this.#keep(await this.#next(worseThan));
      } catch {
        if (!this.#over && this.#wanted() === worseThan)
          await pause(this.config.clock, sourceFailed, this.#stop.signal).catch(() => undefined);
      }
    }
  }

  /** Until something else is wanted. */
  async #next(worseThan: number): Promise<NewPath> {
    const stop = new AbortController();
    let done = false;
    const watch = async (): Promise<void> => {
      while (!done && !this.#over && this.#wanted() === worseThan) await this.#changed.wait();
      if (!done) stop.abort();
    };
    void watch();
    try {
      return await this.config.source.next(worseThan, stop.signal);
    } finally {
      done = true;
    }
  }

  #keep(path: NewPath): void {
    if (this.#over) return path.connection.close();
    const held: Held = { path, first: path.connection.receive() };
    this.#held.push(held);
    void this.#hold(held);
    if (this.#held.length > maxHeld) this.#drop(this.#leastUseful());
    this.#changed.notify();
  }

  /** To the side that chooses, the worst. To the other one, the oldest that came directly, as everybody can: a
   * relay lets in only who has a ticket. */
  #leastUseful(): Held | undefined {
    const worse = (a: Held, b: Held): boolean =>
      this.config.initiator ? a.path.rank < b.path.rank : a.path.rank > b.path.rank;
    return this.#held.reduce<Held | undefined>((found, one) => (!found || worse(found, one) ? one : found), undefined);
  }

  #drop(held: Held | undefined): void {
    if (!held || !this.#takeOut(held)) return;
    held.path.connection.close();
    this.#changed.notify();
  }

  #takeOut(held: Held): boolean {
    const before = this.#held.length;
    this.#held = this.#held.filter((one) => one !== held);
    return this.#held.length < before;
  }

  async #hold(held: Held): Promise<void> {
    const first = await held.first.catch(() => undefined);
    if (!this.#held.includes(held)) return; // an attach of ours waits for it
    if (first && !this.config.initiator && first[0] === Kind.attach1) await this.#answer(held, first);
    else this.#drop(held);
  }

  // The initiator's part.

  async #choose(): Promise<void> {
    while (!this.#over) {
      const best = this.#held.reduce<Held | undefined>(
        (found, one) => (!found || one.path.rank < found.path.rank ? one : found),
        undefined,
      );
      const must = !this.channels.connected || this.#suspected;
      if (best && (must || best.path.rank < this.#rank)) await this.#attach(best);
      else await this.#changed.wait();
    }
  }

  async #attach(held: Held): Promise<void> {
    this.#takeOut(held);
    this.#changed.notify();
    const { connection } = held.path;
    const { clock, timing } = this.config;
    try {
      const begun = await beginResumption(this.secrets, ++this.#epoch, this.#counters());
      const answer = (async () => {
        await connection.send(begun.attach1);
        return held.first;
      })();
      const attach2 = await withDeadline(clock, timing.attach, answer, () => connection.close());
      const resumed = await begun.finish(attach2);
      this.#takeOver(held.path, await this.#makeLink(held.path, resumed), resumed);
    } catch {
      connection.close(); // this path does not carry the session on
    }
  }

  // The other side's part.

  async #answer(held: Held, attach1: Bytes): Promise<void> {
    this.#takeOut(held);
    this.#changed.notify();
    const { connection } = held.path;
    const { clock, timing } = this.config;
    try {
      const { attach2, resumed } = await this.#responder.answer(attach1, () => this.#counters());
      const link = await this.#makeLink(held.path, resumed);
      await connection.send(attach2);
      // The first record shows that the other side has the new keys; until then everything stays as it is.
      const first = await withDeadline(clock, timing.attach, link.receive(), () => connection.close());
      if (!this.#responder.confirm(resumed.epoch)) throw new Failure("already_used", "epoch");
      this.#takeOver(held.path, link, resumed, first);
    } catch {
      connection.close();
    }
  }

  // Both.

  #counters(): Counters {
    return { recvNext: this.channels.receiveNext, sendNext: this.channels.outbox.nextSeq };
  }

  async #makeLink(path: NewPath, resumed: Resumed): Promise<SecureLink> {
    const { initiator, clock } = this.config;
    const link = await SecureLink.of(path.connection, resumed.keys, resumed.epoch, initiator, clock);
    resumed.keys.wipe();
    return link;
  }

  #takeOver(path: NewPath, link: SecureLink, resumed: Resumed, first?: Bytes): void {
    if (this.#over) return link.close();
    const afterBreak = !this.channels.connected;
    this.#suspected = false;
    this.#rank = path.rank;
    if (!this.channels.adopt(link, resumed.peer.recvNext, first)) {
      link.close();
      return this.listener.pathHopeless("resume");
    }
    this.config.source.inUse?.(path.name);
    this.listener.pathChanged(path.name, afterBreak);
    this.#changed.notify();
  }

  async #bePatient(): Promise<void> {
    const { clock, timing } = this.config;
    while (!this.#over) {
      while (!this.#over && this.channels.connected) await this.#changed.wait();
      const until = clock.steady() + timing.patience;
      while (!this.#over && !this.channels.connected) {
        const left = until - clock.steady();
        if (left <= 0) return this.listener.pathHopeless("resume");
        await this.#changed.wait(left);
      }
    }
  }
}
