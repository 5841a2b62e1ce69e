// A conversation of two people as one half knows it: what was said, what has arrived, what is still to be sent. The
// twin of native/conversation.hpp: no I/O.

import { Writer, type Bytes } from "@cordee/sdk/plugin";
import { decode, encode, putContent, version, type Content, type Entry, type Message } from "./messages.js";

/** An entry at its place in the conversation: 1, 2, 3 … over both sides, as they came. */
export interface Said {
  readonly place: number;
  readonly own: boolean;
  readonly entry: Entry;
}

/** What is kept beside the entries. */
export interface State {
  ownHistory: bigint;
  /** 0: not known yet. */
  peerHistory: bigint;
  /** The place of its first entry; what came before is of one that was lost. */
  peerSince: number;
  received: number;
  shown: number;
  shownPlace: number;
  sent: number;
  delivered: number;
  seen: number;
}

export function newState(ownHistory: bigint): State {
  return { ownHistory, peerHistory: 0n, peerSince: 0, received: 0, shown: 0, shownPlace: 0, sent: 0, delivered: 0, seen: 0 };
}

export type Mark = "waiting" | "delivered" | "seen";

/** What it needs. Never calls it back. */
export interface Around {
  /** False: no room, nothing was taken; goOn() when there is. */
  send(message: Bytes): boolean;
  /** Whether the person sees what was said. False: not now; goOn() later. */
  sees(said: Said): boolean;
  keep(said: Said): void;
  forget(said: Said): void;
  keepState(state: State): void;
  /** Something is different for whoever draws it. */
  changed(): void;
}

export const mostEntries = 500;
export const mostBytes = 8 * 1024 * 1024;

export function weight(said: Said): number {
  const out = new Writer();
  putContent(out, said.entry.content);
  return out.size + 100;
}

export class Conversation {
  #bytes = 0;
  #helloDue = false;
  #met = false;
  #next = 0;
  #toldDelivered = 0;
  #toldSeen = 0;
  #typing = false;
  #toldTyping = false;
  peerTypes = false;

  /** With what was kept, in order of their places. */
  constructor(
    private readonly around: Around,
    private readonly state: State,
    readonly said: Said[],
  ) {
    for (const one of said) {
      this.#bytes += weight(one);
      // The entries are what counts: they are written before the state.
      if (one.own) state.sent = Math.max(state.sent, one.entry.number);
      else if (one.place >= state.peerSince) state.received = Math.max(state.received, one.entry.number);
    }
  }

  /** Says Hello: once active, and whenever the other half begins anew. */
  begin(): void {
    this.#helloDue = true;
    this.#met = false;
    this.peerTypes = false;
    this.#toldTyping = false;
    this.goOn();
  }

  /** The person here says something sound; it is sent as soon as it can be. */
  say(content: Content, time: number): void {
    this.#add(true, { number: ++this.state.sent, time, content });
    this.#keepState();
    this.#typing = false;
    this.goOn();
  }
  typing(on: boolean): void {
    this.#typing = on;
    this.goOn();
  }

  /** False: the other half breaks the rules. */
  received(bytes: Bytes): boolean {
    const message = decode(bytes);
    if (message === "broken") return false;
    if (message === "unknown") return true;
    if (!this.#met && message.type !== "hello") return false;
    const fine = this.#take(message);
    if (fine) this.goOn();
    return fine;
  }

  /** There may be room now, for sending or showing. */
  goOn(): void {
    this.#showNew();
    if (this.#helloDue) {
      const { ownHistory, peerHistory, received } = this.state;
      this.#helloDue = !this.#send({ type: "hello", version, ownHistory, yourHistory: peerHistory, received });
    }
    if (!this.#helloDue && this.#met && this.#sendMarks() && this.#sendEntries() && this.#typing !== this.#toldTyping)
      if (this.#send({ type: "typing", on: this.#typing })) this.#toldTyping = this.#typing;
    this.around.changed();
  }

  mark(own: Said): Mark {
    if (own.entry.number <= this.state.seen) return "seen";
    return own.entry.number <= this.state.delivered ? "delivered" : "waiting";
  }
  /** What the person here has not been shown. */
  get unseen(): number {
    return this.said.filter((one) => !one.own && one.place > this.state.shownPlace).length;
  }

  #take(message: Message): boolean {
    const { state } = this;
    switch (message.type) {
      case "hello":
        return this.#takeHello(message);
      case "entry":
        this.#takeEntry(message.entry);
        return true;
      case "typing":
        this.peerTypes = message.on;
        return true;
      default:
        if (message.number > state.sent) return false;
        state.delivered = Math.max(state.delivered, message.number);
        if (message.type === "seen") state.seen = Math.max(state.seen, message.number);
        this.#keepState();
        return true;
    }
  }

  #takeHello(hello: Message & { type: "hello" }): boolean {
    const { state } = this;
    const same = hello.yourHistory === state.ownHistory;
    if (same && hello.received > state.sent) return false;
    if (state.peerHistory !== hello.ownHistory) {
      state.peerHistory = hello.ownHistory;
      state.peerSince = this.#nextPlace();
      state.received = 0;
      state.shown = 0;
      this.#helloDue = true; // what it heard of `received` was about another history
    }
    state.delivered = same ? hello.received : 0;
    this.#next = state.delivered + 1;
    this.#toldDelivered = 0;
    this.#toldSeen = 0;
    this.#met = true;
    this.#keepState();
    return true;
  }

  #takeEntry(entry: Entry): void {
    this.peerTypes = false;
    if (entry.number <= this.state.received) {
      this.#toldDelivered = Math.min(this.#toldDelivered, entry.number - 1);
      return;
    }
    this.state.received = entry.number;
    this.#add(false, entry);
    this.#keepState();
  }

  #add(own: boolean, entry: Entry): void {
    const said = { place: this.#nextPlace(), own, entry };
    this.said.push(said);
    this.#bytes += weight(said);
    this.around.keep(said);
    while (this.said.length > mostEntries || this.#bytes > mostBytes) {
      const first = this.said.shift();
      if (!first) break;
      this.#bytes -= weight(first);
      this.around.forget(first);
    }
  }

  /** False: no room. */
  #sendMarks(): boolean {
    const { received, shown } = this.state;
    if (received > this.#toldDelivered) {
      if (!this.#send({ type: "delivered", number: received })) return false;
      this.#toldDelivered = received;
    }
    if (shown > this.#toldSeen) {
      if (!this.#send({ type: "seen", number: shown })) return false;
      this.#toldSeen = shown;
    }
    return true;
  }
  #sendEntries(): boolean {
    for (const { own, entry } of this.said) {
      if (!own || entry.number < this.#next) continue;
      if (!this.#send({ type: "entry", entry })) return false;
      this.#next = entry.number + 1;
    }
    return true;
  }
  #showNew(): void {
    const { state } = this;
    for (const one of this.said) {
      if (one.own || one.place <= state.shownPlace) continue;
      if (!this.around.sees(one)) return;
      state.shownPlace = one.place;
      if (one.place >= state.peerSince) state.shown = one.entry.number;
      this.#keepState();
    }
  }

  #send(message: Message): boolean {
    return this.around.send(encode(message));
  }
  #keepState(): void {
    this.around.keepState(this.state);
  }
  #nextPlace(): number {
    return (this.said.at(-1)?.place ?? 0) + 1;
  }
}
