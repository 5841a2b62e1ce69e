// The receiving end: decides what is wanted, checks what comes, and keeps it.

import type { Bytes } from "@cordee/sdk/plugin";
import { unpack } from "../../web-kit/unpack.js";
import type { Counts, End, Owner } from "./end.js";
import { hashOf, rootOf, sameHash } from "./hash.js";
import type { Inbox, KeptPart } from "./inbox.js";
import {
  blockCount, blockLength, blockSize, hashesMost, largestBlock, openMost, smallMost, treeMost, windowMost,
  type Body, type Conflict, type Decision, type Entry, type Result,
} from "./messages.js"; // prettier-ignore
import { isPath, numbered } from "./paths.js";
import { check, type Rules } from "./rules.js";
import { StoreError, type Store } from "./store.js";
import { trouble } from "./trouble.js";

const filesMost = 3;
const ackStep = 128 * 1024;
/** A sender that keeps to the largest window stays below, with one message on top. */
const untakenMost = windowMost + largestBlock + 1024 * 1024;
const changesMost = 3;

/** What becomes of a file of that name; "yes" and "all" of one that comes in at all. */
export interface Desk {
  conflict(path: string): Promise<Conflict>;
  file(path: string, size: number): Promise<"no" | "yes" | "all">;
}

export interface Place {
  readonly to: string;
  readonly conflict: Conflict;
}

type State = "asks" | "wantsSmall" | "waits" | "comes" | "stores";

interface Open {
  readonly index: number;
  entry: Entry;
  readonly path: string;
  target: string;
  state: State;
  changes: number;
  file: Large | undefined;
}

interface Large {
  readonly open: Open;
  readonly kept: KeptPart;
  readonly announced: Set<number>;
  jobs: number;
  counted: number;
  root: Bytes | undefined;
  ready: boolean;
  repaired: boolean;
  leaving: boolean;
}

const partKey = ({ path, entry }: Open): string => `${path}\n${entry.size}\n${entry.modified}`;

export class Sink implements End {
  #ended = false;
  #next = 0;
  #named = 0;
  #wanted = 0;
  #total: { readonly bytes: number } | undefined;
  readonly #open = new Map<number, Open>();
  readonly #large: Open[] = [];
  #files = 0;
  #came = 0;
  #taken = 0;
  #told = 0;
  #done = 0;
  #finished = false;
  #allAgreed = false;
  /** Questions go one after the other. */
  #asking: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly owner: Owner,
    private readonly inbox: Inbox,
    private readonly store: Store,
    private readonly place: Place,
    private readonly rules: Rules,
    private readonly desk: Desk,
  ) {}

  get counts(): Counts {
    return { done: this.#done, total: this.#total?.bytes, carried: this.#came };
  }
  pause(): void {} // goes on with what comes

  end(discard: boolean): void {
    this.#ended = true;
    for (const open of this.#open.values()) {
      this.#unclaim(open);
      if (open.file) this.#leavePart(open.file, discard);
    }
  }

  pump(): void {
    if (this.#ended) return;
    while (this.#files < filesMost && this.#large[0]) {
      const open = this.#large.shift();
      if (open && this.#open.get(open.index) === open) void this.#begin(open);
    }
    if (!this.#total || this.#open.size > 0 || this.#finished) return;
    this.#finished = true;
    this.owner.put({ type: "ack", taken: this.#taken, done: this.#done });
    this.owner.complete();
  }

  /** `size` is that of the whole message. */
  on(body: Body, size = 0): boolean {
    switch (body.type) {
      case "entries":
        return this.#onEntries(body.first, body.list);
      case "total":
        return this.#onTotal(body);
      case "small":
        return this.#onSmall(body, size);
      case "block":
        return this.#onBlock(body, size);
      case "hole":
        return this.#onHole(body, size);
      case "end":
        return this.#onEnd(body.index, body.root);
      case "gone":
        return this.#onGone(body.index, body.trouble);
      case "changed":
        return this.#onChanged(body);
      default: // no signature was sent, so there is nothing to make a delta of
        return false;
    }
  }

  // What there is, and what becomes of it.

  #onEntries(first: number, list: readonly Entry[]): boolean {
    if (this.#total || first !== this.#next || this.#open.size + list.length > openMost) return false;
    const decisions: Decision[] = [];
    for (const entry of list) {
      const index = this.#next++;
      this.#named += entry.size;
      const path = this.place.to === "" ? (entry.path ?? "") : `${this.place.to}/${entry.path ?? ""}`;
      const open: Open = { index, entry, path, target: path, state: "waits", changes: 0, file: undefined };
      this.#open.set(index, open);
      this.#settle(open, this.place.conflict, decisions);
    }
    this.#tell(decisions);
    return true;
  }

  #onTotal(total: Body & { type: "total" }): boolean {
    if (this.#total || total.entries !== this.#next) return false;
    this.#total = { bytes: Math.min(total.bytes, this.#named) };
    for (let i = 0; i < Math.min(total.lost, treeMost); i++) this.owner.failed("", trouble.forbidden);
    return true;
  }

  #tell(decisions: Decision[]): void {
    for (let at = 0; at < decisions.length; at += 512) this.owner.put({ type: "decisions", list: decisions.slice(at, at + 512) });
  }

  #settle(open: Open, conflict: Conflict, decisions: Decision[]): void {
    const { entry, path } = open;
    const settled = (verdict: Decision["verdict"], why = 0): void => {
      decisions.push({ index: open.index, verdict, trouble: why });
      this.#done += entry.size;
      this.#open.delete(open.index);
      if (verdict === "refuse") this.owner.failed(entry.path ?? "?", why);
      else if (verdict === "skip") this.owner.skipped();
    };
    if (entry.path === undefined || !isPath(path)) return settled("refuse", trouble.unusable);
    if (entry.kind === "link") return settled("refuse", trouble.outside);
    if (entry.kind === "folder") {
      if (this.inbox.files.has(path)) return settled("refuse", trouble.wrongKind);
      this.inbox.addFolder(path);
      return settled("stored");
    }
    const why = check(this.rules, path, entry.size);
    if (why !== trouble.none) return settled("refuse", why);
    if (this.inbox.folders.has(path)) return settled("refuse", trouble.wrongKind);
    const same = (at: string): boolean => {
      const there = this.inbox.files.get(at);
      return there !== undefined && there.size === entry.size && there.modified === entry.modified;
    };
    const there = this.inbox.files.get(path);
    if (same(path)) return settled("stored");
    if (!there && !this.inbox.claimed.has(path)) return this.#agree(open, decisions);
    switch (conflict) {
      case "skip":
        return settled("skip");
      case "newer":
        if (there && there.modified >= entry.modified) return settled("skip");
        return this.inbox.claimed.has(path) ? settled("refuse", trouble.busy) : this.#agree(open, decisions);
      case "replace":
        return this.inbox.claimed.has(path) ? settled("refuse", trouble.busy) : this.#agree(open, decisions);
      case "ask":
        return this.#askConflict(open);
      case "keep-both":
        for (let number = 2; number < 1000; number++) {
          open.target = numbered(path, number);
          if (same(open.target)) return settled("stored");
          if (!this.inbox.files.has(open.target) && !this.inbox.claimed.has(open.target)) return this.#agree(open, decisions);
        }
        return settled("refuse", trouble.exists);
    }
  }

  #askConflict(open: Open): void {
    open.state = "asks";
    this.#ask(open, () => this.desk.conflict(open.path), (conflict, decisions) => this.#settle(open, conflict, decisions));
  }

  /** It may come, as far as names go. */
  #agree(open: Open, decisions: Decision[]): void {
    this.inbox.claimed.add(open.target); // also while a person is asked
    if (this.rules.ask !== "file" || this.#allAgreed) return this.#want(open, decisions);
    open.state = "asks";
    const ask = async (): Promise<"no" | "yes" | "all"> => (this.#allAgreed ? "yes" : this.desk.file(open.path, open.entry.size));
    this.#ask(open, ask, (answer, later) => {
      this.#allAgreed ||= answer === "all";
      if (answer === "no") this.#refuse(open, trouble.declined, later);
      else this.#want(open, later);
    });
  }

  #ask<Answer>(open: Open, ask: () => Promise<Answer>, then: (answer: Answer, decisions: Decision[]) => void): void {
    this.#asking = this.#asking.then(async () => {
      if (this.#ended || this.#open.get(open.index) !== open) return;
      const answer = await ask();
      if (this.#ended || this.#open.get(open.index) !== open) return;
      const decisions: Decision[] = [];
      then(answer, decisions);
      this.#tell(decisions);
      this.pump();
    });
  }

  #refuse(open: Open, why: number, decisions: Decision[]): void {
    decisions.push({ index: open.index, verdict: "refuse", trouble: why });
    this.#forget(open);
    this.owner.failed(open.path, why);
  }

  #want(open: Open, decisions: Decision[]): void {
    const { size } = open.entry;
    if (this.rules.maxTotal !== 0 && this.#wanted + size > this.rules.maxTotal) return this.#refuse(open, trouble.tooMuch, decisions);
    this.#wanted += size;
    if (size > smallMost) {
      open.state = "waits";
      this.#large.push(open);
      return;
    }
    open.state = "wantsSmall";
    decisions.push({ index: open.index, verdict: "want", trouble: 0 });
  }

  #forget(open: Open): void {
    this.#done += open.entry.size - (open.file?.counted ?? 0);
    this.#unclaim(open);
    this.#open.delete(open.index);
  }
  #unclaim(open: Open): void {
    this.inbox.claimed.delete(open.target);
  }

  // Small files.

  #onSmall(small: Body & { type: "small" }, size: number): boolean {
    if (!this.#arrive(size)) return false;
    const opens: Open[] = [];
    for (const file of small.files) {
      const open = this.#open.get(file.index);
      if (open?.state !== "wantsSmall" || open.entry.size !== file.size) return false;
      open.state = "stores";
      opens.push(open);
    }
    void this.#storeSmall(small, opens, size);
    return true;
  }

  async #storeSmall(small: Body & { type: "small" }, opens: readonly Open[], size: number): Promise<void> {
    const data = small.packed ? unpack(small.data, small.raw) : small.data;
    const results: Result[] = [];
    let at = 0;
    for (const [i, open] of opens.entries()) {
      const file = small.files[i];
      const bytes = data && new Uint8Array(data.subarray(at, at + open.entry.size));
      at += open.entry.size;
      const fits = bytes && file && sameHash(await hashOf(bytes), file.hash);
      if (this.#ended) return;
      const why = fits ? this.#keepSmall(open, bytes, file.hash) : trouble.mismatch;
      if (why !== trouble.none) this.owner.failed(open.path, why);
      results.push({ index: open.index, trouble: why });
      this.#forget(open);
    }
    this.owner.put({ type: "results", list: results });
    this.#take(size);
    this.pump();
  }

  #keepSmall(open: Open, bytes: Bytes, hash: Bytes): number {
    try {
      this.#received(open, this.store.keep(bytes), hash);
      return trouble.none;
    } catch (error) {
      return troubleOf(error);
    }
  }

  #received({ target: path, entry }: Open, blob: Blob, root: Bytes): void {
    this.inbox.add({ path, size: entry.size, modified: entry.modified, blob });
    this.owner.moved(path, entry.size, root);
  }

  // Large files.

  async #begin(open: Open): Promise<void> {
    this.#files++;
    open.state = "comes";
    try {
      const kept = this.inbox.takePart(partKey(open)) ?? { part: await this.store.part(open.entry.size), hashes: [] };
      const file: Large = { open, kept, announced: new Set(), jobs: 0, counted: 0, root: undefined, ready: false, repaired: false, leaving: false };
      open.file = file;
      if (this.#ended) return this.#leavePart(file, false);
      this.#announce(file);
    } catch (error) {
      this.#files--;
      if (this.#ended) return;
      const decisions: Decision[] = [];
      this.#refuse(open, troubleOf(error), decisions);
      this.#tell(decisions);
      this.pump();
    }
  }

  /** Says which blocks are here, and asks for the rest. */
  #announce(file: Large): void {
    const { index } = file.open;
    file.announced.clear();
    file.root = undefined;
    file.ready = true;
    const gap = file.kept.hashes.findIndex((hash) => hash === undefined);
    const have = (gap < 0 ? file.kept.hashes : file.kept.hashes.slice(0, gap)) as Bytes[];
    for (let first = 0; first < have.length; first += hashesMost)
      this.owner.put({ type: "have", index, first, hashes: have.slice(first, first + hashesMost) });
    this.owner.put({ type: "decisions", list: [{ index, verdict: "want", trouble: 0 }] });
  }

  /** Undefined: it is passed over, or `wrong`. */
  #fileFor(index: number): Large | undefined | "wrong" {
    const open = this.#open.get(index);
    if (!open) return index < this.#next ? undefined : "wrong"; // it has failed here, and more was under way
    const { file } = open;
    return file?.ready === true && !file.root && !file.leaving ? file : "wrong";
  }

  #arrive(size: number): boolean {
    this.#came += size;
    return this.#came - this.#taken <= untakenMost;
  }
  #take(size: number): void {
    this.#taken += size;
    this.owner.touched();
    if (this.#taken - this.#told < ackStep && this.#taken !== this.#came) return;
    this.#told = this.#taken;
    this.owner.put({ type: "ack", taken: this.#taken, done: this.#done });
  }

  #onBlock(block: Body & { type: "block" }, size: number): boolean {
    const file = this.#arrive(size) ? this.#fileFor(block.index) : "wrong";
    if (file === "wrong") return false;
    if (!file) return this.#take(size), true;
    const total = file.open.entry.size;
    const { number } = block;
    if (number >= blockCount(total) || block.raw !== blockLength(total, number) || file.announced.has(number)) return false;
    file.announced.add(number);
    void this.#write(file, size, async () => {
      const data = block.packed ? unpack(block.data, block.raw) : block.data;
      // What is not what its hash says is missing at the end, and comes again.
      if (data && sameHash(await hashOf(data), block.hash)) await this.#put(file, number, data, block.hash);
    });
    return true;
  }

  #onHole(hole: Body & { type: "hole" | "range" }, size: number): boolean {
    const file = this.#arrive(size) ? this.#fileFor(hole.index) : "wrong";
    if (file === "wrong") return false;
    if (!file) return this.#take(size), true;
    const numbers = Array.from({ length: hole.count }, (_, i) => hole.first + i);
    if (hole.first + hole.count > blockCount(file.open.entry.size) || numbers.some((one) => file.announced.has(one))) return false;
    for (const number of numbers) file.announced.add(number);
    void this.#write(file, size, async () => {
      for (const number of numbers) {
        const zeros = new Uint8Array(blockLength(file.open.entry.size, number));
        await this.#put(file, number, zeros, await hashOf(zeros));
      }
    });
    return true;
  }

  async #put(file: Large, number: number, data: Bytes, hash: Bytes): Promise<void> {
    const { size } = file.open.entry;
    await file.kept.part.write(blockSize(size) * number, data);
    file.kept.hashes.length = Math.max(file.kept.hashes.length, number + 1);
    if (!file.kept.hashes[number]) {
      file.counted += data.length;
      if (!this.#ended) this.#done += data.length;
    }
    file.kept.hashes[number] = hash;
  }

  async #write(file: Large, size: number, work: () => Promise<void>): Promise<void> {
    file.jobs++;
    let why: number = trouble.none;
    await work().catch((error: unknown) => (why = troubleOf(error)));
    file.jobs--;
    if (this.#ended) return;
    this.#take(size);
    if (why !== trouble.none && !file.leaving) this.#fail(file, why);
    else if (file.root && file.jobs === 0) await this.#check(file);
    this.pump();
  }

  #onEnd(index: number, root: Bytes): boolean {
    const file = this.#fileFor(index);
    if (file === "wrong") return false;
    if (!file) return true;
    file.root = root;
    if (file.jobs === 0) void this.#check(file).then(() => this.pump());
    return true;
  }

  async #check(file: Large): Promise<void> {
    const { open, kept, root } = file;
    if (!root || file.leaving) return;
    file.ready = false;
    const { size } = open.entry;
    const hashes = kept.hashes.filter((hash): hash is Bytes => hash !== undefined);
    const whole = hashes.length === blockCount(size) && sameHash(await rootOf(size, hashes), root);
    if (this.#ended || file.leaving) return;
    if (!whole && !file.repaired) {
      file.repaired = true;
      return this.#announce(file);
    }
    if (!whole) return this.#fail(file, trouble.mismatch);
    try {
      const blob = await kept.part.finish();
      if (this.#ended || file.leaving) return;
      this.#received(open, blob, root);
    } catch (error) {
      return this.#fail(file, troubleOf(error));
    }
    this.#files--;
    this.#forget(open);
    open.file = undefined;
    this.owner.put({ type: "results", list: [{ index: open.index, trouble: 0 }] });
  }

  #fail(file: Large, why: number): void {
    const { open } = file;
    if (this.#open.get(open.index) !== open) return;
    this.#drop(file, true);
    this.#forget(open);
    this.owner.failed(open.path, why);
    this.owner.put({ type: "results", list: [{ index: open.index, trouble: why }] });
  }
  #drop(file: Large, discard: boolean): void {
    file.leaving = true;
    this.#files--;
    this.#leavePart(file, discard);
  }
  /** What was verified stays for another try, unless nobody goes on with it. */
  #leavePart(file: Large, discard: boolean): void {
    if (discard) void file.kept.part.discard();
    else this.inbox.keepPart(partKey(file.open), file.kept);
  }

  // What does not come, or comes as something else.

  #onGone(index: number, why: number): boolean {
    const open = this.#open.get(index);
    if (!open) return index < this.#next;
    if (open.state !== "wantsSmall" && open.state !== "comes") return false;
    if (open.file) this.#drop(open.file, true);
    this.#forget(open);
    this.owner.failed(open.path, why);
    return true;
  }

  #onChanged(changed: Body & { type: "changed" }): boolean {
    const open = this.#open.get(changed.index);
    if (!open) return changed.index < this.#next;
    if ((open.state !== "wantsSmall" && open.state !== "comes") || ++open.changes > changesMost) return false;
    const { file } = open;
    if (file) {
      this.#done -= file.counted;
      this.#drop(file, true);
      open.file = undefined;
    }
    this.#unclaim(open);
    this.#wanted -= open.entry.size;
    if (this.#total) this.#total = { bytes: this.#total.bytes + changed.size - open.entry.size };
    open.entry = { ...open.entry, mode: changed.mode, size: changed.size, modified: changed.modified };
    open.target = open.path;
    open.state = "waits";
    const decisions: Decision[] = [];
    this.#settle(open, this.place.conflict, decisions);
    this.#tell(decisions);
    return true;
  }
}

const troubleOf = (error: unknown): number => (error instanceof StoreError ? error.trouble : trouble.disk);
