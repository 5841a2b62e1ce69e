// The sending end: names what there is, and sends what is wanted of it.

import { toHex, type Bytes } from "@cordee/sdk/plugin";
import type { Counts, End, Owner } from "./end.js";
import { hashOf, rootOf } from "./hash.js";
import {
  blockCount, blockLength, blockSize, blocksMost, bundleFiles, bundleMost, entriesMost, fileMost, openMost, smallMost, windowMost,
  type Body, type Decision, type Entry, type SmallFile,
} from "./messages.js"; // prettier-ignore
import { trouble } from "./trouble.js";

/** A file of the person, or a folder (without one); `path` begins with the name that was chosen. */
export interface Item {
  readonly path: string;
  readonly file?: File;
}

const blocksUnderWay = 4;
const bundlesUnderWay = 2;
/** Once, and once more where something did not arrive as it was sent. */
const wantsMost = 3;
/** What the other end may say before its decisions, in hashes. */
const aidMost = 2 * blocksMost;
const ownMode = 0o644;
const folderMode = 0o755;

interface Open {
  readonly entry: Entry;
  readonly file: File | undefined;
  readonly path: string;
  root: Bytes | undefined;
  wants: number;
  decided: boolean;
  sent: boolean;
}

interface Large {
  readonly index: number;
  readonly open: Open;
  readonly file: File;
  readonly have: readonly string[];
  readonly hashes: Bytes[];
  next: number;
  made: number;
  ending: boolean;
}

export class Source implements End {
  #ended = false;
  #paused = false;
  #next = 0;
  #totalTold = false;
  readonly #open = new Map<number, Open>();
  readonly #have = new Map<number, string[]>();
  #haveCount = 0;
  #small: number[] = [];
  #large: number[] = [];
  #bundles = 0;
  #file: Large | undefined;
  #sent = 0;
  #taken = 0;
  #reserved = 0;
  #done = 0;
  readonly #total: number;

  constructor(
    private readonly owner: Owner,
    private readonly items: readonly Item[],
  ) {
    this.#total = items.reduce((sum, { file }) => sum + (file?.size ?? 0), 0);
  }

  get counts(): Counts {
    return { done: this.#done, total: this.#total, carried: this.#sent };
  }
  pause(on: boolean): void {
    this.#paused = on;
  }
  end(): void {
    this.#ended = true;
  }

  pump(): void {
    if (this.#ended || this.#paused || this.owner.blocked) return;
    this.#name();
    this.#bundle();
    this.#advance();
  }

  on(body: Body): boolean {
    switch (body.type) {
      case "have":
        return this.#onHave(body.index, body.first, body.hashes);
      case "signature":
        // Of an older version there: this half sends whole files.
        return this.#awaits(this.#open.get(body.index));
      case "decisions":
        return body.list.every((one) => this.#decide(one));
      case "results":
        return body.list.every(({ index, trouble: why }) => this.#result(index, why));
      case "ack":
        if (body.taken > this.#sent || body.taken < this.#taken) return false;
        this.#taken = body.taken;
        this.#done = Math.min(body.done, this.#total);
        this.owner.touched();
        return true;
      case "done":
        if (!this.#totalTold || this.#open.size > 0) return false;
        this.owner.complete();
        return true;
      default:
        return false;
    }
  }

  #name(): void {
    while (this.#next < this.items.length && this.#open.size < openMost && !this.owner.blocked) {
      const first = this.#next;
      const list: Entry[] = [];
      let bytes = 0;
      while (this.#next < this.items.length && this.#open.size < openMost && list.length < entriesMost && bytes < 128 * 1024) {
        const { path, file } = this.items[this.#next] ?? { path: "" };
        const entry: Entry = file
          ? { kind: "file", mode: ownMode, size: file.size, modified: BigInt(Math.trunc(file.lastModified)) * 1_000_000n, path }
          : { kind: "folder", mode: folderMode, size: 0, modified: BigInt(Date.now()) * 1_000_000n, path };
        this.#open.set(this.#next++, { entry, file, path, root: undefined, wants: 0, decided: false, sent: false });
        list.push(entry);
        bytes += path.length + 32;
      }
      this.owner.put({ type: "entries", first, list });
    }
    if (this.#next < this.items.length || this.#totalTold) return;
    this.#totalTold = true;
    this.owner.put({ type: "total", entries: this.#next, bytes: this.#total, lost: 0 });
  }

  #maySend(): boolean {
    return !this.#ended && !this.#paused && !this.owner.blocked && this.#sent - this.#taken + this.#reserved < windowMost;
  }
  #sendBulk(body: Body): void {
    this.#sent += this.owner.put(body);
    this.owner.touched();
  }

  /** Many small files in one message. */
  #bundle(): void {
    while (this.#small.length > 0 && this.#bundles < bundlesUnderWay && this.#maySend()) {
      const chosen: number[] = [];
      for (let bytes = 0; chosen.length < bundleFiles && this.#small[0] !== undefined; ) {
        bytes += this.#open.get(this.#small[0])?.entry.size ?? 0;
        if (bytes > bundleMost) break;
        chosen.push(...this.#small.splice(0, 1));
      }
      this.#bundles++;
      this.#reserved += bundleMost;
      void this.#makeBundle(chosen).finally(() => {
        this.#bundles--;
        this.#reserved -= bundleMost;
        this.pump();
      });
    }
  }

  async #makeBundle(chosen: readonly number[]): Promise<void> {
    const files: SmallFile[] = [];
    const parts: Bytes[] = [];
    for (const index of chosen) {
      const open = this.#open.get(index);
      const bytes = open?.file && (await read(open.file, 0, open.entry.size));
      if (!open) continue;
      if (!bytes) {
        this.#gone(index, trouble.changed);
        continue;
      }
      const hash = await hashOf(bytes);
      files.push({ index, size: bytes.length, hash });
      parts.push(bytes);
      open.root = hash;
      open.sent = true;
    }
    if (this.#ended || files.length === 0) return;
    const data = new Uint8Array(await new Blob(parts).arrayBuffer());
    if (!this.#ended) this.#sendBulk({ type: "small", packed: false, raw: data.length, files, data });
  }

  /** A large file goes block by block. */
  #advance(): void {
    if (!this.#file && this.#maySend()) this.#begin();
    const large = this.#file;
    if (!large || large.ending) return;
    const { size } = large.open.entry;
    while (large.next < blockCount(size) && large.next - large.made < blocksUnderWay && this.#maySend()) {
      const number = large.next++;
      this.#reserved += blockSize(size);
      void this.#makeBlock(large, number).finally(() => {
        large.made++;
        this.#reserved -= blockSize(size);
        this.pump();
      });
    }
    if (large.made === blockCount(size)) void this.#finish(large);
  }

  #begin(): void {
    const index = this.#large.shift();
    const open = index === undefined ? undefined : this.#open.get(index);
    if (index === undefined || !open?.file) return;
    const have = this.#have.get(index) ?? [];
    this.#have.delete(index);
    this.#file = { index, open, file: open.file, have, hashes: [], next: 0, made: 0, ending: false };
  }

  async #makeBlock(large: Large, number: number): Promise<void> {
    const { size } = large.open.entry;
    const length = blockLength(size, number);
    const data = await read(large.file, blockSize(size) * number, length);
    if (!data || this.#ended) return;
    const hash = await hashOf(data);
    large.hashes[number] = hash;
    if (this.#ended || this.#file !== large || large.have[number] === toHex(hash)) return;
    this.#sendBulk({ type: "block", index: large.index, number, packed: false, raw: length, hash, data });
  }

  async #finish(large: Large): Promise<void> {
    large.ending = true;
    const { size } = large.open.entry;
    // What could not be read has no hash: the browser says so when a file changed after it was chosen.
    const whole = large.hashes.length === blockCount(size) && !large.hashes.includes(undefined as never);
    const root = whole ? await rootOf(size, large.hashes) : undefined;
    if (this.#ended) return;
    if (this.#file !== large) return;
    this.#file = undefined;
    if (root) {
      large.open.root = root;
      large.open.sent = true;
      this.owner.put({ type: "end", index: large.index, root });
    } else this.#gone(large.index, trouble.changed);
    this.pump();
  }

  #gone(index: number, why: number): void {
    const open = this.#open.get(index);
    if (!open || this.#ended) return;
    this.owner.put({ type: "gone", index, trouble: why });
    this.owner.failed(open.path, why);
    this.#open.delete(index);
  }

  #awaits(open: Open | undefined): boolean {
    return open?.file !== undefined && (!open.decided || open.sent);
  }

  #onHave(index: number, first: number, hashes: readonly Bytes[]): boolean {
    if (!this.#awaits(this.#open.get(index))) return false;
    const have = this.#have.get(index) ?? [];
    this.#have.set(index, have);
    this.#haveCount += hashes.length;
    if (first !== have.length || this.#haveCount > aidMost) return false;
    have.push(...hashes.map(toHex));
    return true;
  }

  #decide({ index, verdict, trouble: why }: Decision): boolean {
    const open = this.#open.get(index);
    if (!open) return false;
    this.#haveCount -= this.#have.get(index)?.length ?? 0;
    if (verdict === "want") {
      if (!this.#awaits(open) || ++open.wants > wantsMost) return false;
      open.decided = true;
      open.sent = false;
      if (open.entry.size > fileMost) this.#gone(index, trouble.tooLarge);
      else (open.entry.size <= smallMost ? this.#small : this.#large).push(index);
      return true;
    }
    if (open.decided) return false;
    this.#have.delete(index);
    if (verdict === "refuse") this.owner.failed(open.path, why);
    else if (verdict === "skip") this.owner.skipped();
    this.#open.delete(index);
    return true;
  }

  #result(index: number, why: number): boolean {
    const open = this.#open.get(index);
    if (!open?.decided) return false;
    if (why !== trouble.none) this.owner.failed(open.path, why);
    else if (!open.sent || !open.root) return false;
    else this.owner.moved(open.path, open.entry.size, open.root);
    this.#small = this.#small.filter((one) => one !== index);
    this.#large = this.#large.filter((one) => one !== index);
    if (this.#file?.index === index) this.#file = undefined; // it failed there while it was on its way
    this.#open.delete(index);
    return true;
  }
}

/** Undefined: it cannot be read, or is not what it was any more. */
async function read(file: File, at: number, length: number): Promise<Bytes | undefined> {
  try {
    const bytes = new Uint8Array(await file.slice(at, at + length).arrayBuffer());
    return bytes.length === length ? bytes : undefined;
  } catch {
    return undefined;
  }
}
