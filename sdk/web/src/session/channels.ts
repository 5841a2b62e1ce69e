// Ordered messages on many channels over the path of the moment: acknowledgements, signs of life, and the last
// word. Paths come and go; what was not acknowledged is sent again on the next one.

import { fromText, toText, type Bytes } from "../base/bytes.js";
import type { Clock } from "../base/clock.js";
import { codeOf, Failure, type Errc } from "../base/error.js";
import type { PriorityClass } from "../base/priority.js";
import { codeFromNumber, codeNumber, codes, type Code } from "../wire/codes.js";
import {
  controlChannel,
  decodeAck,
  decodeClose,
  FrameType,
  putAck,
  putClose,
  readFrames,
  type Frame,
} from "../wire/frame.js";
import { Writer } from "../wire/reader.js";
import { decodeControlMessage, encodeControlMessage, type ControlMessage } from "./control_message.js";
import type { Ended, Ending } from "./ended.js";
import { Inbox } from "./inbox.js";
import { maxUnreliable, Outbox } from "./outbox.js";
import { PathEstimate } from "./path_estimate.js";
import type { SecureLink } from "./secure_link.js";
import type { Timing } from "./timing.js";

/** Acknowledge at the latest after so many frames. */
const acknowledgeFrames = 32;
/** Control messages that wait to be sent. */
const maxControlWaiting = 1024 * 1024;

/** A throw ends the session as damaged: what came is authentic, so the other side broke the rules. */
export interface ChannelsListener {
  control(message: ControlMessage): void;
  message(channel: number, message: Bytes): void;
  /** One that could be lost on the way. */
  unreliable(channel: number, message: Bytes): void;
  /** Messages on other channels are dropped. */
  isOpen(channel: number): boolean;
  /** The path is gone; nothing travels until adopt(). giveUp() ends the session instead. */
  pathBroken(why: Ending): void;
  /** Nothing was heard for a while, though something should have been. */
  pathSuspect(): void;
}

export class Channels {
  #link: SecureLink | null;
  readonly #outbox = new Outbox();
  readonly #inbox = new Inbox();
  #estimate = new PathEstimate();
  #scheduled = false;
  #writing = false;
  #unacknowledged = 0;
  #acknowledgeNow = false;
  #acknowledgedAt = -Infinity;
  #acknowledgeTimer = false;
  #ending: Ending | undefined;
  #farewellIsLate = false;
  #saidGoodbye = false;
  #over: Ended | undefined;
  #confirmed = true;
  #lastHeard: number;
  #waitingSince = 0;
  #departure: (() => void) | undefined;
  readonly #timers = new Set<() => void>();
  #resolve: (ended: Ended) => void = () => undefined;
  readonly #ended = new Promise<Ended>((resolve) => (this.#resolve = resolve));

  constructor(
    link: SecureLink,
    private readonly listener: ChannelsListener,
    private readonly timing: Timing,
    private readonly clock: Clock,
  ) {
    this.#link = link;
    this.#lastHeard = clock.steady();
  }

  /** Nothing has shown yet that the other side has the keys: without a record in time this ends. */
  expectConfirmation(): void {
    this.#confirmed = false;
  }

  /** Until the end. Once. */
  run(): Promise<Ended> {
    if (!this.#over) {
      this.#watchSilence(this.clock.steady());
      this.#keepAlive();
      if (this.#link) void this.#read(this.#link);
      this.#schedule();
    }
    return this.#ended;
  }

  sendControl(message: ControlMessage): void {
    if (this.#ending) return;
    if (this.#outbox.controlBytes > maxControlWaiting) return this.end("limit"); // asks much and reads nothing
    this.#outbox.pushControl(fromText(encodeControlMessage(message)));
    this.#schedule();
  }

  send(channel: number, priority: PriorityClass, message: Bytes): void {
    if (this.#ending) return;
    this.#outbox.push(channel, priority, message);
    this.#schedule();
  }

  /** At most maxUnreliable bytes. */
  sendUnreliable(channel: number, priority: PriorityClass, message: Bytes): void {
    if (this.#ending) return;
    this.#outbox.pushUnreliable(channel, priority, message);
    this.#schedule();
  }

  /** Forgets what waits to be sent and what has half arrived. */
  drop(on: (channel: number) => boolean): void {
    this.#outbox.drop(on);
    this.#inbox.drop(on);
  }

  /** Says goodbye; what waits on other channels than control is dropped, and what arrives from now on too.
   * run() returns within timing.farewell. The first call counts. */
  end(ending: Ending): void {
    if (this.#ending) return;
    this.#ending = ending;
    this.#outbox.drop((channel) => channel !== controlChannel);
    this.#after(this.timing.farewell / 2, () => {
      this.#farewellIsLate = true; // what is not sent by now will not be
      this.#schedule();
    });
    this.#after(this.timing.farewell, () => this.#finish({ ending, byPeer: false }));
    this.#schedule();
  }

  /** Ends at once, with nothing said. */
  giveUp(ended: Ended): void {
    this.#finish(ended);
  }

  /** From here on this link carries; a former one is closed. What the other side does not have is sent again.
   * `first` is a record's plaintext that came on it already. False: the other side expects what is no longer
   * kept or was never sent, and the session cannot go on. */
  adopt(link: SecureLink, peerExpects: number, first?: Bytes): boolean {
    if (this.#over) {
      link.close();
      return true;
    }
    // What the former path still brought counts too.
    if (!this.#outbox.rewind(Math.max(peerExpects, this.#outbox.oldest))) return false;
    this.#link?.close();
    this.#link = link;
    this.#estimate = new PathEstimate();
    this.#lastHeard = this.#waitingSince = this.clock.steady();
    this.#acknowledgeNow = true; // the other side waits for a first record
    this.#confirmed = true;
    if (first) this.#take(first);
    if (this.#over) return true;
    void this.#read(link);
    this.#schedule();
    return true;
  }

  get connected(): boolean {
    return this.#link !== null;
  }
  get over(): boolean {
    return this.#over !== undefined;
  }
  /** Next expected from the other side. */
  get receiveNext(): number {
    return this.#inbox.nextExpected;
  }
  get outbox(): Outbox {
    return this.#outbox;
  }
  get estimate(): PathEstimate {
    return this.#estimate;
  }

  // Reading.

  async #read(link: SecureLink): Promise<void> {
    while (link === this.#link && !this.#over) {
      let plaintext: Bytes;
      try {
        plaintext = await link.receive();
      } catch (error) {
        this.#lose(link, codeOf(error));
        return;
      }
      if (link !== this.#link || this.#over) return;
      this.#lastHeard = this.clock.steady();
      this.#confirmed = true;
      this.#take(plaintext);
    }
  }

  #take(plaintext: Bytes): void {
    try {
      for (const frame of readFrames(plaintext)) {
        this.#takeFrame(frame);
        if (this.#over) return;
      }
    } catch {
      this.#finish({ ending: "protocol", byPeer: false });
    }
  }

  #takeFrame(frame: Frame): void {
    switch (frame.type) {
      case FrameType.message:
        return this.#takeMessage(frame);
      case FrameType.unreliable:
        if (!this.#ending && frame.payload.length <= maxUnreliable && this.listener.isOpen(frame.channel))
          this.listener.unreliable(frame.channel, frame.payload);
        return;
      case FrameType.ack:
        return this.#takeAcknowledgement(decodeAck(frame.payload));
      case FrameType.close:
        return this.#finish({ ending: codeFromNumber(decodeClose(frame.payload).code), byPeer: true });
    }
  }

  #takeAcknowledgement(next: number): void {
    const now = this.clock.steady();
    if (!this.#outbox.acknowledged(next, this.#estimate, now / 1000)) throw new Failure("malformed", "acknowledgement");
    this.#waitingSince = now;
    this.#schedule();
  }

  #takeMessage(frame: Frame): void {
    const open = (channel: number): boolean =>
      !this.#ending && (channel === controlChannel || this.listener.isOpen(channel));
    const message = this.#inbox.take(frame, open);
    this.#wantAcknowledgement();
    if (!message) return;
    if (message.channel !== controlChannel) return this.listener.message(message.channel, message.bytes);
    const text = toText(message.bytes);
    if (text === null) throw new Failure("malformed", "control message");
    this.listener.control(decodeControlMessage(text));
  }

  /** At once after a pause, as the other side measures the path by it; then at most once in a while. */
  #wantAcknowledgement(): void {
    if (++this.#unacknowledged >= acknowledgeFrames) return this.#acknowledge();
    if (this.#acknowledgeTimer) return;
    const due = this.#acknowledgedAt + this.timing.acknowledge - this.clock.steady();
    if (due <= 0) return this.#acknowledge();
    this.#acknowledgeTimer = true;
    this.#after(due, () => {
      this.#acknowledgeTimer = false;
      if (this.#unacknowledged > 0) this.#acknowledge();
    });
  }

  #acknowledge(): void {
    this.#acknowledgeNow = true;
    this.#schedule();
  }

  // Writing.

  /** What is said in one turn of the event loop goes together. */
  #schedule(): void {
    if (this.#scheduled || this.#over) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      void this.#write();
    });
  }

  async #write(): Promise<void> {
    if (this.#writing) return;
    this.#writing = true;
    for (;;) {
      const link = this.#link;
      if (!link || this.#over || this.#saidGoodbye) break;
      const { plaintext, last } = this.#compose();
      if (plaintext.size === 0) break;
      try {
        await link.send(plaintext.take());
        // The other side closes when it has read this; a close of ours now could overtake it.
        if (last) this.#saidGoodbye = true;
      } catch (error) {
        this.#lose(link, codeOf(error));
      }
    }
    this.#writing = false;
    this.#waitForDeparture();
  }

  /** The next record's plaintext; `last` says that it is the goodbye. */
  #compose(): { plaintext: Writer; last: boolean } {
    const plaintext = new Writer();
    const now = this.clock.steady();
    if (this.#acknowledgeNow) {
      this.#acknowledgeNow = false;
      putAck(plaintext, this.#inbox.nextExpected);
      this.#unacknowledged = 0;
      this.#acknowledgedAt = now;
    }
    if (this.#outbox.nextSeq === this.#outbox.oldest) this.#waitingSince = now;
    this.#outbox.fill(plaintext, this.#estimate, now / 1000);
    const last = this.#ending !== undefined && (!this.#outbox.pending || this.#farewellIsLate);
    if (last && this.#ending) putClose(plaintext, codeNumber(codeOfEnding(this.#ending)));
    return { plaintext, last };
  }

  #waitForDeparture(): void {
    this.#departure?.();
    this.#departure = undefined;
    if (this.#over || !this.#link || this.#saidGoodbye) return;
    if (!this.#outbox.pending) return this.#estimate.idle();
    const departure = this.#outbox.nextDeparture(this.#estimate);
    if (departure === undefined) return; // an acknowledgement comes first
    const wait = Math.max(0, departure * 1000 - this.clock.steady());
    this.#departure = this.clock.after(Math.ceil(wait), () => {
      this.#departure = undefined;
      this.#schedule();
    });
  }

  // Paths, silence and the end.

  #lose(link: SecureLink, code: Errc): void {
    if (link !== this.#link || this.#over) return; // another one carries already
    this.#link = null;
    link.close();
    if (this.#ending) return this.#finish({ ending: this.#ending, byPeer: false }); // it closed after our goodbye
    const cut = code === "closed" || code === "io_error" || code === "timed_out";
    this.listener.pathBroken(cut ? "connection_lost" : "protocol");
  }

  #watchSilence(began: number): void {
    const { silent, suspect, confirm } = this.timing;
    this.#after(Math.min(silent, suspect, confirm) / 4, () => {
      this.#judgeSilence(began);
      if (!this.#over) this.#watchSilence(began);
    });
  }

  #judgeSilence(began: number): void {
    const now = this.clock.steady();
    if (!this.#confirmed && now - began > this.timing.confirm) return this.#finish({ ending: "silent", byPeer: false });
    const link = this.#link;
    if (!link) return;
    if (now - this.#lastHeard > this.timing.silent) {
      this.#link = null;
      link.close();
      this.listener.pathBroken("silent");
    } else if (
      this.#outbox.nextSeq > this.#outbox.oldest &&
      now - Math.max(this.#lastHeard, this.#waitingSince) > this.timing.suspect
    ) {
      this.listener.pathSuspect();
    }
  }

  #keepAlive(): void {
    this.#after(this.timing.keepAlive, () => {
      this.#acknowledge();
      this.#keepAlive();
    });
  }

  #after(milliseconds: number, call: () => void): void {
    const takeBack = this.clock.after(milliseconds, () => {
      this.#timers.delete(takeBack);
      if (!this.#over) call();
    });
    this.#timers.add(takeBack);
  }

  #finish(ended: Ended): void {
    if (this.#over) return;
    this.#over = ended;
    for (const takeBack of this.#timers) takeBack();
    this.#timers.clear();
    this.#departure?.();
    this.#link?.close();
    this.#link = null;
    this.#resolve(ended);
  }
}

/** What is no code of the protocol is told as damage. */
function codeOfEnding(ending: Ending): Code {
  return codes.find((code) => code === ending) ?? "protocol";
}
