// One transfer at one side: who began it, what state it is in, and its end that sends or receives. The twin of
// native/transfer.hpp.

import { toHex, type Bytes } from "@cordee/sdk/plugin";
import type { Counts, End, Owner } from "./end.js";
import type { Inbox } from "./inbox.js";
import { refKey, version, type Body, type Message, type Ref } from "./messages.js";
import { lastPart } from "./paths.js";
import { Progress } from "./progress.js";
import type { Rules } from "./rules.js";
import { Sink, type Desk } from "./sink.js";
import { Source, type Item } from "./source.js";
import type { Store } from "./store.js";
import { trouble } from "./trouble.js";

export type Offer = Body & { readonly type: "offer" };
export type State = "asking" | "offered" | "running" | "complete" | "ended";

/** The half, as its transfers see it. */
export interface Outside {
  readonly controlling: boolean;
  permitted(permission: string): boolean;
  rules(): Rules;
  put(message: Message): number;
  readonly blocked: boolean;
  readonly store: Store;
  readonly inbox: Inbox;
  desk(of: Transfer): Desk;
  /** Whether the person agrees to what the other side began. */
  allow(of: Transfer): Promise<boolean>;
  record(act: "file-sent" | "file-received", facts: { readonly [name: string]: string | number }): void;
  /** Something that shows has changed. */
  touched(of: Transfer): void;
}

export interface Outcome {
  files: number;
  bytes: number;
  skipped: number;
  failed: number;
  root: string;
  readonly failures: { readonly path: string; readonly trouble: number }[];
}

const failuresShown = 20;
/** Nobody goes on with these, so their parts are of no use. */
const finals: readonly number[] = [trouble.cancelled, trouble.protocol, trouble.declined];
const noOutcome = (): Outcome => ({ files: 0, bytes: 0, skipped: 0, failed: 0, root: "", failures: [] });

export class Transfer implements Owner {
  state: State = "asking";
  paused = false;
  /** Why it ended; none: it did all it could. */
  why: number = trouble.none;
  outcome = noOutcome();
  readonly progress = new Progress();
  #end: End | undefined;
  #last: Counts = { done: 0, total: undefined, carried: 0 };
  #toldDone = false;

  constructor(
    private readonly outside: Outside,
    readonly ref: Ref,
    readonly offer: Offer,
    /** Of a transfer that was begun here and sends. */
    private readonly items: readonly Item[] | undefined,
    readonly begunHere: boolean,
  ) {}

  get sends(): boolean {
    return this.begunHere === (this.offer.direction === "send");
  }
  get ended(): boolean {
    return this.state === "ended";
  }
  get counts(): Counts {
    return this.#end?.counts ?? this.#last;
  }
  get names(): readonly string[] {
    return this.offer.paths.map(lastPart);
  }
  /** Of the direction in which the content goes: `send` to the controlled side, `fetch` from there. */
  get permission(): string {
    return this.sends === this.outside.controlling ? "send" : "fetch";
  }

  /** Tells the other side, or answers it. */
  begin(): void {
    if (!this.outside.permitted(this.permission)) return this.#finish(trouble.denied, !this.begunHere);
    if (!this.begunHere) return void this.#answer();
    this.state = "offered";
    this.put(this.offer);
    this.touched();
  }

  async #answer(): Promise<void> {
    if (this.offer.version !== version) return this.#finish(trouble.unsupported, true);
    if (this.sends) return this.#finish(trouble.noFolder, true); // a page has no folder to take from
    const { ask } = this.outside.rules();
    // What comes in can be asked for file by file, when it is known.
    const agreed = ask !== "transfer" || (await this.outside.allow(this));
    if (this.state !== "asking") return;
    if (!agreed) return this.#finish(trouble.declined, true);
    this.put({ type: "answer", trouble: trouble.none });
    this.#start();
  }

  #start(): void {
    const { outside, offer } = this;
    this.state = "running";
    this.outcome = noOutcome();
    this.#toldDone = false;
    if (this.sends) this.#end = new Source(this, this.items ?? []);
    else {
      const rules = outside.rules();
      const place = { to: this.begunHere ? "" : offer.to, conflict: offer.conflict };
      // Of what was asked for here nobody is asked again.
      this.#end = new Sink(this, outside.inbox, outside.store, place, this.begunHere ? { ...rules, ask: "never" } : rules, outside.desk(this));
    }
    this.#end.pause(this.paused);
    this.touched();
    this.pump();
  }

  pump(): void {
    this.#end?.pump();
  }
  tick(now: number): void {
    if (this.ended || this.state === "complete") return;
    if (!this.outside.permitted(this.permission)) return this.#finish(trouble.denied, true);
    if (this.state === "running" && !this.paused) this.progress.note(now, this.counts.carried);
    this.pump();
    this.touched();
  }

  cancel(): void {
    if (!this.ended && this.state !== "complete") this.#finish(trouble.cancelled, true);
  }
  setPaused(on: boolean, tell = true): void {
    this.paused = on;
    this.progress.forget();
    this.#end?.pause(on);
    if (tell) this.put({ type: "pause", on });
    this.pump();
    this.touched();
  }

  /** The other half knows nothing any more. One of its own making ends: it begins anew, too. */
  peerRestarted(): void {
    if (this.ended) return;
    if (this.state === "complete") return this.#close(trouble.none);
    this.#stop(false);
    if (!this.begunHere) return this.#close(trouble.none, true);
    this.progress.forget();
    this.begin();
    if (this.paused && this.state === "offered") this.put({ type: "pause", on: true });
  }

  received(message: Message, size: number): void {
    if (this.ended) return;
    if (!this.#on(message, size)) this.#finish(trouble.protocol, true);
    else this.pump();
  }

  #on(message: Message, size: number): boolean {
    switch (message.type) {
      case "offer":
        return false;
      case "answer":
        if (!this.begunHere || this.state !== "offered") return false;
        if (message.trouble === trouble.none) this.#start();
        else this.#finish(message.trouble, false);
        return true;
      case "cancel":
        this.#finish(message.trouble === trouble.none ? trouble.cancelled : message.trouble, false);
        return true;
      case "pause":
        this.setPaused(message.on, false);
        return true;
      case "done":
        if (this.sends) return this.#end?.on(message) === true;
        if (!this.begunHere || this.state !== "complete") return false;
        this.#close(trouble.none);
        return true;
      default:
        if (!this.#end) return false;
        return this.#end instanceof Sink ? this.#end.on(message, size) : this.#end.on(message);
    }
  }

  // What its end says.

  put(body: Body): number {
    return this.outside.put({ ...body, ref: this.ref });
  }
  get blocked(): boolean {
    return this.outside.blocked;
  }
  giveUp(why: number): void {
    this.#finish(why, true);
  }
  moved(path: string, size: number, root: Bytes): void {
    this.outcome.files++;
    this.outcome.bytes += size;
    this.outcome.root = this.outcome.files === 1 ? toHex(root) : "";
    const facts = { name: path.slice(-500), size, hash: toHex(root), direction: this.permission };
    this.outside.record(this.sends ? "file-sent" : "file-received", facts);
  }
  failed(path: string, why: number): void {
    if (++this.outcome.failed <= failuresShown) this.outcome.failures.push({ path, trouble: why });
  }
  skipped(): void {
    this.outcome.skipped++;
  }
  touched(): void {
    this.outside.touched(this);
  }

  /** A session may end with its last transfer, so the side that began it waits for the other's records, too: the
   * receiver says Done after its own, and a sender who did not begin answers after its own. */
  complete(): void {
    if (this.state !== "running") return;
    this.#stop(false);
    this.state = "complete";
    if ((!this.sends || !this.begunHere) && !this.#toldDone) {
      this.#toldDone = true;
      this.put({ type: "done" });
    }
    if (!this.begunHere || this.sends) this.#close(trouble.none);
    this.touched();
  }

  #stop(discard: boolean): void {
    this.#last = this.counts;
    this.#end?.end(discard);
    this.#end = undefined;
  }

  #finish(why: number, tell: boolean): void {
    if (this.ended) return;
    const unanswered = this.state === "asking" && !this.begunHere;
    this.#stop(finals.includes(why));
    if (tell) this.put({ type: unanswered ? "answer" : "cancel", trouble: why });
    this.#close(why);
  }

  /** `forgotten`: nobody needs to hear of it. */
  #close(why: number, forgotten = false): void {
    this.state = "ended";
    this.why = why;
    this.forgotten = forgotten;
    if (why === trouble.none) this.#last = { ...this.#last, done: this.#last.total ?? this.#last.done };
    this.touched();
  }
  forgotten = false;

  get key(): string {
    return refKey(this.ref);
  }
}
