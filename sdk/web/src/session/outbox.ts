// What waits to be sent, and what was sent and is not acknowledged yet. Messages go by priority, cut into
// fragments, so that a small urgent one never waits for a large one; small ones share a record. A number is
// given when a fragment leaves. Pure state; time is given, in seconds.

import { copy, type Bytes } from "../base/bytes.js";
import { Deque } from "../base/deque.js";
import { priorityClasses, type PriorityClass } from "../base/priority.js";
import { controlChannel, messageHeader, putFragment, putUnreliable } from "../wire/frame.js";
import type { Writer } from "../wire/reader.js";
import type { PathEstimate, Stamp } from "./path_estimate.js";

/** Bytes that may be under way without acknowledgement. PROTOCOL.md, "Frames". */
const windowSize = 8 * 1024 * 1024;
/** The part of the window that only control messages, voice and input use. */
const urgentReserve = 256 * 1024;
/** Largest message of a channel whose messages may be lost; it is never cut. */
export const maxUnreliable = 1024;
/** Smaller pieces than this are not worth their header when more of the message follows. */
const leastFragment = 256;
/** A class that waits gets this part of what more urgent ones send. */
const share = 8;
/** Earned bytes from which on a class goes before more urgent ones, once. */
const turn = 512;
/** Unreliable messages of one channel that wait; with a slow path, older ones are worth nothing. */
const maxWaiting = 8;
/** Unacknowledged fragments, whatever their size, so that their headers are bounded too. */
const maxFragments = 64 * 1024;

interface Waiting {
  readonly bytes: Bytes;
  readonly reliable: boolean;
}
interface ChannelQueue {
  readonly channel: number;
  readonly messages: Deque<Waiting>;
  /** Of the first message. */
  sent: number;
}
interface Sent {
  readonly channel: number;
  readonly last: boolean;
  readonly payload: Bytes;
  stamp: Stamp;
}

/** The first queue is for control messages. */
const indexOf = (priority: PriorityClass): number => priorityClasses.indexOf(priority) + 1;
const isUrgent = (queue: number): boolean => queue <= indexOf("input");

export class Outbox {
  /** Channels of one class take turns, a record each. */
  readonly #queues: ChannelQueue[][] = [[], ...priorityClasses.map((): ChannelQueue[] => [])];
  /** What a class has earned while more urgent ones were served, so that none ever starves. */
  readonly #credit = this.#queues.map(() => 0);
  readonly #total = this.#queues.map(() => 0);
  #nextSeq = 0;
  #acknowledged = 0;
  /** From #acknowledged on. */
  readonly #sent = new Deque<Sent>();
  /** The first of #sent that is to be sent again; all before it are under way. */
  #again = 0;
  /** Bytes of #sent before #again, and of all. */
  #underWay = 0;
  #kept = 0;

  /** Control messages go before every class, in order. */
  pushControl(message: Bytes): void {
    this.#queueOf(0, controlChannel).messages.push({ bytes: message, reliable: true });
  }
  push(channel: number, priority: PriorityClass, message: Bytes): void {
    this.#queueOf(indexOf(priority), channel).messages.push({ bytes: message, reliable: true });
  }
  /** Goes once, is not acknowledged, and gives way to newer ones of its channel when the path is slow. */
  pushUnreliable(channel: number, priority: PriorityClass, message: Bytes): void {
    const queue = this.#queueOf(indexOf(priority), channel);
    if (queue.messages.size >= maxWaiting) queue.messages.shift();
    queue.messages.push({ bytes: message, reliable: false });
  }

  /** Adds frames to a record's plaintext, the most urgent first, until the record is as large as the path
   * wants it or the window is full. Returns whether anything was added. */
  fill(plaintext: Writer, path: PathEstimate, now: number): boolean {
    const before = plaintext.size;
    const record = path.record(now);
    const due = path.nextDeparture <= now; // of a whole record, however many messages it holds
    while (due && this.#again < this.#sent.size && this.#sendAgain(plaintext, record, path, now));
    for (;;) {
      const queue = this.#choose(path, due);
      if (queue === undefined || !this.#putNext(queue, plaintext, record, path, now)) break;
    }
    return plaintext.size > before;
  }

  /** Something waits to be sent, for the first time or again. */
  get pending(): boolean {
    return this.#again < this.#sent.size || this.#queues.some((turns) => turns.length > 0);
  }
  /** When fill() has something to add without another acknowledgement; it may have passed. */
  nextDeparture(path: PathEstimate): number | undefined {
    const again = this.#again < this.#sent.size; // that needs no more room
    const may = again ? this.#underWay === 0 || this.#underWay < path.window() : this.#room(false, path) > 0;
    return this.pending && may ? path.nextDeparture : undefined;
  }
  /** Of control messages that wait. */
  get controlBytes(): number {
    let out = 0;
    for (const queue of this.#queues[0] ?? [])
      for (let i = 0; i < queue.messages.size; i++) out += queue.messages.at(i)?.bytes.length ?? 0;
    return out;
  }
  get nextSeq(): number {
    return this.#nextSeq;
  }
  /** Oldest that is kept. */
  get oldest(): number {
    return this.#acknowledged;
  }
  /** Of each class since the beginning, payload. */
  bytesSent(priority: PriorityClass): number {
    return this.#total[indexOf(priority)] ?? 0;
  }

  /** The other side expects this sequence number next. False: it cannot, as it was never sent, or was
   * acknowledged before. */
  acknowledged(nextExpected: number, path: PathEstimate, now: number): boolean {
    if (nextExpected > this.#nextSeq || nextExpected < this.#acknowledged) return false;
    if (nextExpected === this.#acknowledged) return true;
    const before = this.#underWay;
    const count = nextExpected - this.#acknowledged;
    const known = count <= this.#again; // else the other side had it from an older path
    const oldest = this.#sent.at(0)?.stamp;
    const newest = this.#sent.at(count - 1)?.stamp;
    this.#forget(nextExpected);
    if (known && oldest && newest) path.acknowledged(oldest, newest, before - this.#underWay, now);
    return true;
  }

  /** A new path: what the other side does not have is sent again, before anything new. False as above. */
  rewind(nextExpected: number): boolean {
    if (nextExpected > this.#nextSeq || nextExpected < this.#acknowledged) return false;
    this.#forget(nextExpected);
    this.#again = 0;
    this.#underWay = 0;
    return true;
  }

  /** Forgets what waits on these channels, also the rest of a message whose beginning was sent. */
  drop(on: (channel: number) => boolean): void {
    for (const [i, turns] of this.#queues.entries()) this.#queues[i] = turns.filter((queue) => !on(queue.channel));
  }

  #queueOf(index: number, channel: number): ChannelQueue {
    const turns = this.#queues[index] ?? [];
    let found = turns.find((queue) => queue.channel === channel);
    if (!found) turns.push((found = { channel, messages: new Deque(), sent: 0 }));
    return found;
  }

  #room(urgent: boolean, path: PathEstimate): number {
    if (this.#sent.size >= maxFragments) return 0;
    const limit = urgent ? windowSize : windowSize - urgentReserve;
    const left = this.#kept + leastFragment <= limit ? limit - this.#kept : 0;
    if (urgent) return left;
    return this.#underWay === 0 || this.#underWay < path.window() ? left : 0;
  }

  /** Urgent messages go at once, the others at the path's pace, and what has a number after what has one
   * already. */
  #mayLeave(index: number, path: PathEstimate, due: boolean): boolean {
    const urgent = isUrgent(index);
    if (!urgent && !due) return false;
    if (this.#queues[index]?.[0]?.messages.at(0)?.reliable === false) return true;
    return this.#again === this.#sent.size && this.#room(urgent, path) > 0;
  }

  /** Control messages, then the class whose turn it is: the most urgent one, unless a class behind it has
   * waited for its share. */
  #choose(path: PathEstimate, due: boolean): number | undefined {
    let first: number | undefined;
    for (const [index, turns] of this.#queues.entries()) {
      if (turns.length === 0 || !this.#mayLeave(index, path, due)) continue;
      if (index === 0) return index;
      if (first === undefined) first = index;
      else if ((this.#credit[index] ?? 0) >= turn) return index;
    }
    return first;
  }

  #sendAgain(plaintext: Writer, most: number, path: PathEstimate, now: number): boolean {
    const fragment = this.#sent.at(this.#again);
    if (!fragment) return false;
    const size = fragment.payload.length;
    if (plaintext.size > 0 && plaintext.size + messageHeader + size > most) return false;
    if (this.#underWay > 0 && this.#underWay >= path.window()) return false;
    putFragment(plaintext, fragment.channel, fragment.last, this.#acknowledged + this.#again, fragment.payload);
    fragment.stamp = path.sent(size, plaintext.size, now);
    this.#underWay += size;
    this.#again++;
    return true;
  }

  /** False when what comes next has no place in this record. */
  #putNext(index: number, plaintext: Writer, record: number, path: PathEstimate, now: number): boolean {
    const turns = this.#queues[index];
    const queue = turns?.[0];
    const message = queue?.messages.at(0);
    if (!turns || !queue || !message) return false;
    const used = plaintext.size + messageHeader;
    const left = message.bytes.length - queue.sent;
    let most = used < record ? record - used : 0;
    if (message.reliable) most = Math.min(most, this.#room(isUrgent(index), path));
    else if (plaintext.size === 0) most = maxUnreliable;
    if (most < left && (most < leastFragment || !message.reliable)) return false;
    turns.shift();
    const size = Math.min(most, left);
    if (index > 0 && isUrgent(index)) path.urgent(now); // voice or input
    this.#putFragment(plaintext, index, queue, message, size, path, now);
    this.#share(index, size);
    if (queue.messages.size > 0) turns.push(queue);
    return true;
  }

  #putFragment(
    plaintext: Writer,
    index: number,
    from: ChannelQueue,
    message: Waiting,
    size: number,
    path: PathEstimate,
    now: number,
  ): void {
    const payload = message.bytes.subarray(from.sent, from.sent + size);
    const last = from.sent + size === message.bytes.length;
    if (message.reliable) {
      putFragment(plaintext, from.channel, last, this.#nextSeq++, payload);
      // A piece of its own where the rest would be kept with it.
      const kept = size === message.bytes.length ? payload : copy(payload);
      this.#sent.push({ channel: from.channel, last, payload: kept, stamp: path.sent(size, plaintext.size, now) });
      this.#again = this.#sent.size;
      this.#underWay += size;
      this.#kept += size;
    } else {
      putUnreliable(plaintext, from.channel, payload);
    }
    this.#total[index] = (this.#total[index] ?? 0) + size;
    from.sent += size;
    if (last) {
      from.messages.shift();
      from.sent = 0;
    }
  }

  #share(served: number, bytes: number): void {
    if (served === 0) return;
    this.#credit[served] = Math.max(0, (this.#credit[served] ?? 0) - bytes);
    for (let index = served + 1; index < this.#queues.length; index++) {
      const waits = (this.#queues[index]?.length ?? 0) > 0;
      this.#credit[index] = waits ? (this.#credit[index] ?? 0) + Math.floor(bytes / share) + 1 : 0;
    }
  }

  #forget(nextExpected: number): void {
    for (; this.#acknowledged < nextExpected; this.#acknowledged++) {
      const size = this.#sent.shift()?.payload.length ?? 0;
      this.#kept -= size;
      if (this.#again > 0) {
        this.#underWay -= size;
        this.#again--;
      }
    }
  }
}
