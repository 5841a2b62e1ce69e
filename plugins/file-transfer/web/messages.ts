// The messages of file transfer: native/protocol/PROTOCOL.md. Bytes and values; nothing here touches a file.

import { fromText, Reader, toText, Writer, type Bytes } from "@cordee/sdk/plugin";
import { isPath } from "./paths.js";

export const version = 1;
export const smallMost = 64 * 1024;
export const bundleMost = 256 * 1024;
export const bundleFiles = 64;
export const entriesMost = 512;
export const smallestBlock = 256 * 1024;
export const largestBlock = 8 * 1024 * 1024;
export const blocksMost = 2 ** 18;
export const fileMost = blocksMost * largestBlock;
export const hashesMost = 8192;
export const openMost = 4096;
export const offerPaths = 256;
export const treeMost = 1_000_000;
export const hashSize = 32;
/** What may be under way without an acknowledgement. */
export const windowMost = 8 * 1024 * 1024;

/** Names a transfer: who began it (1 controlling, 2 controlled), and the number of their task. */
export interface Ref {
  readonly side: 1 | 2;
  readonly task: number;
}
export const refKey = ({ side, task }: Ref): string => `${side} ${task}`;

export type Direction = "send" | "fetch";
export const conflicts = ["keep-both", "replace", "skip", "newer", "ask"] as const;
export type Conflict = (typeof conflicts)[number];
export type Verdict = "want" | "stored" | "skip" | "refuse";
const verdicts: readonly Verdict[] = ["want", "stored", "skip", "refuse"];
const kinds = ["file", "folder", "link"] as const;

export interface Entry {
  readonly kind: (typeof kinds)[number];
  readonly mode: number;
  readonly size: number;
  /** Nanoseconds since 1970. */
  readonly modified: bigint;
  /** Undefined: bytes that are no UTF-8, which no file has here. */
  readonly path: string | undefined;
}

export interface SmallFile {
  readonly index: number;
  readonly size: number;
  readonly hash: Bytes;
}
export interface Decision {
  readonly index: number;
  readonly verdict: Verdict;
  readonly trouble: number;
}
export interface Result {
  readonly index: number;
  readonly trouble: number;
}

export type Body =
  | { readonly type: "offer"; readonly version: number; readonly direction: Direction; readonly conflict: Conflict; readonly to: string; readonly paths: readonly string[] }
  | { readonly type: "answer" | "cancel"; readonly trouble: number }
  | { readonly type: "pause"; readonly on: boolean }
  | { readonly type: "entries"; readonly first: number; readonly list: readonly Entry[] }
  | { readonly type: "total"; readonly entries: number; readonly bytes: number; readonly lost: number }
  | { readonly type: "small"; readonly packed: boolean; readonly raw: number; readonly files: readonly SmallFile[]; readonly data: Bytes }
  | { readonly type: "block"; readonly index: number; readonly number: number; readonly packed: boolean; readonly raw: number; readonly hash: Bytes; readonly data: Bytes }
  | { readonly type: "hole" | "range"; readonly index: number; readonly first: number; readonly count: number }
  | { readonly type: "delta" | "signature"; readonly index: number }
  | { readonly type: "end"; readonly index: number; readonly root: Bytes }
  | { readonly type: "gone"; readonly index: number; readonly trouble: number }
  | { readonly type: "changed"; readonly index: number; readonly mode: number; readonly size: number; readonly modified: bigint }
  | { readonly type: "have"; readonly index: number; readonly first: number; readonly hashes: readonly Bytes[] }
  | { readonly type: "decisions"; readonly list: readonly Decision[] }
  | { readonly type: "results"; readonly list: readonly Result[] }
  | { readonly type: "ack"; readonly taken: number; readonly done: number }
  | { readonly type: "done" };
export type Message = Body & { readonly ref: Ref };

/** In the order of their numbers, from 1. */
const types: readonly Body["type"][] = [
  "offer", "answer", "cancel", "pause", "entries", "total", "small", "block", "hole", "range", "delta", "end", "gone", "changed", "have",
  "signature", "decisions", "results", "ack", "done",
]; // prettier-ignore

/** How long the blocks of a file are: a matter of its size alone, so that both sides have the same hashes. */
export function blockSize(size: number): number {
  let out = smallestBlock;
  while (out < largestBlock && size > out * blocksMost) out *= 2;
  return out;
}
export const blockCount = (size: number): number => Math.ceil(size / blockSize(size));
export const blockLength = (size: number, number: number): number => Math.max(0, Math.min(blockSize(size), size - blockSize(size) * number));

function putText(out: Writer, text: string): void {
  const bytes = fromText(text);
  out.u16(bytes.length).bytes(bytes);
}
function putBig(out: Writer, value: bigint): void {
  const bits = BigInt.asUintN(64, value);
  out.u32(Number(bits >> 32n)).u32(Number(bits & 0xffffffffn));
}
function putList<T>(out: Writer, list: readonly T[], put: (one: T) => void): void {
  out.u16(list.length);
  list.forEach(put);
}

export function encode(message: Message): Bytes {
  const out = new Writer();
  out.u8(types.indexOf(message.type) + 1).u32(message.ref.side).u32(message.ref.task);
  putBody(out, message);
  return out.take();
}

function putBody(out: Writer, body: Body): void {
  switch (body.type) {
    case "offer":
      out.u16(body.version).u8(body.direction === "send" ? 0 : 1).u8(conflicts.indexOf(body.conflict));
      putText(out, body.to);
      putList(out, body.paths, (path) => putText(out, path));
      break;
    case "answer":
    case "cancel":
      out.u8(body.trouble);
      break;
    case "pause":
      out.u8(body.on ? 1 : 0);
      break;
    case "entries":
      out.u32(body.first);
      putList(out, body.list, (entry) => {
        out.u8(kinds.indexOf(entry.kind)).u16(entry.mode).u8(0).u64(entry.size);
        putBig(out, entry.modified);
        putText(out, entry.path ?? "");
        putText(out, "");
      });
      break;
    case "total":
      out.u32(body.entries).u64(body.bytes).u32(body.lost);
      break;
    case "small":
      out.u8(body.packed ? 1 : 0).u32(body.raw);
      putList(out, body.files, (file) => out.u32(file.index).u32(file.size).bytes(file.hash));
      out.bytes(body.data);
      break;
    case "block":
      out.u32(body.index).u32(body.number).u8(body.packed ? 1 : 0).u32(body.raw).bytes(body.hash).bytes(body.data);
      break;
    case "end":
      out.u32(body.index).bytes(body.root);
      break;
    case "gone":
      out.u32(body.index).u8(body.trouble);
      break;
    case "have":
      out.u32(body.index).u32(body.first);
      putList(out, body.hashes, (hash) => out.bytes(hash));
      break;
    case "decisions":
      putList(out, body.list, (one) => out.u32(one.index).u8(verdicts.indexOf(one.verdict)).u8(one.trouble));
      break;
    case "results":
      putList(out, body.list, (one) => out.u32(one.index).u8(one.trouble));
      break;
    case "ack":
      out.u64(body.taken).u64(body.done);
      break;
    case "done":
      break;
    default: // this half makes no holes, deltas or signatures, and nothing changes while it is read
      throw new Error(`nobody here says ${body.type}`);
  }
}

/** Ends the reading of a message; never leaves this file. */
class Broken extends Error {}
function must(holds: boolean): void {
  if (!holds) throw new Broken();
}

const lastTrouble = 21;

class Fields extends Reader {
  flag(): boolean {
    const value = this.u8();
    must(value <= 1);
    return value === 1;
  }
  choice<T>(list: readonly T[]): T {
    const out = list[this.u8()];
    if (out === undefined) throw new Broken();
    return out;
  }
  trouble(): number {
    const out = this.u8();
    must(out <= lastTrouble);
    return out;
  }
  text(): Bytes {
    return this.bytes(this.u16());
  }
  big(): bigint {
    return BigInt.asIntN(64, (BigInt(this.u32()) << 32n) | BigInt(this.u32()));
  }
  hash(): Bytes {
    return this.bytes(hashSize).slice();
  }
  list<T>(most: number, read: () => T): T[] {
    const count = this.u16();
    must(count > 0 && count <= most);
    return Array.from({ length: count }, read);
  }
  all(): Bytes {
    return this.bytes(this.rest.length);
  }
}

function readEntry(input: Fields): Entry {
  const kind = input.choice(kinds);
  const mode = input.u16();
  input.flag(); // holes are not ours to keep
  const size = input.u64();
  const modified = input.big();
  const bytes = input.text();
  const path = toText(bytes);
  const target = input.text();
  must(mode <= 0o777 && (path === null || isPath(path)));
  must(kind === "file" ? size <= fileMost : size === 0);
  must(kind === "link" ? target.length > 0 : target.length === 0);
  return { kind, mode, size, modified, path: path ?? undefined };
}

function fitsData(packed: boolean, raw: number, data: Bytes, most: number): boolean {
  return raw <= most && (packed ? data.length < raw : data.length === raw);
}

function readPath(bytes: Bytes): string {
  const path = toText(bytes);
  if (path === null || (path !== "" && !isPath(path))) throw new Broken();
  return path;
}

function readBody(type: Body["type"], input: Fields): Body {
  switch (type) {
    case "offer": {
      const out = {
        type,
        version: input.u16(),
        direction: input.choice(["send", "fetch"] as const),
        conflict: input.choice(conflicts),
        to: readPath(input.text()),
        paths: input.list(offerPaths, () => readPath(input.text())),
      };
      must(out.version > 0);
      return out;
    }
    case "answer":
    case "cancel":
      return { type, trouble: input.trouble() };
    case "pause":
      return { type, on: input.flag() };
    case "entries": {
      const out = { type, first: input.u32(), list: input.list(entriesMost, () => readEntry(input)) };
      must(out.first <= treeMost - out.list.length);
      return out;
    }
    case "total": {
      const out = { type, entries: input.u32(), bytes: input.u64(), lost: input.u32() };
      must(out.entries <= treeMost);
      return out;
    }
    case "small": {
      const head = { type, packed: input.flag(), raw: input.u32() };
      const files = input.list(bundleFiles, () => ({ index: input.u32(), size: input.u32(), hash: input.hash() }));
      const data = input.all();
      must(files.every((file) => file.size <= smallMost) && files.reduce((sum, file) => sum + file.size, 0) === head.raw);
      must(fitsData(head.packed, head.raw, data, bundleMost));
      return { ...head, files, data };
    }
    case "block": {
      const out = { type, index: input.u32(), number: input.u32(), packed: input.flag(), raw: input.u32(), hash: input.hash(), data: input.all() };
      must(out.number < blocksMost && out.raw > 0 && fitsData(out.packed, out.raw, out.data, largestBlock));
      return out;
    }
    case "hole":
    case "range": {
      const out = { type, index: input.u32(), first: input.u32(), count: input.u32() };
      must(out.count > 0 && out.count <= blocksMost && out.first <= blocksMost - out.count);
      return out;
    }
    case "delta":
    case "signature": {
      const out = { type, index: input.u32() };
      input.all();
      return out;
    }
    case "end":
      return { type, index: input.u32(), root: input.hash() };
    case "gone": {
      const out = { type, index: input.u32(), trouble: input.trouble() };
      must(out.trouble !== 0);
      return out;
    }
    case "changed": {
      const index = input.u32();
      const mode = input.u16();
      input.flag();
      const out = { type, index, mode, size: input.u64(), modified: input.big() };
      must(mode <= 0o777 && out.size <= fileMost);
      return out;
    }
    case "have": {
      const out = { type, index: input.u32(), first: input.u32(), hashes: input.list(hashesMost, () => input.hash()) };
      must(out.first <= blocksMost - out.hashes.length);
      return out;
    }
    case "decisions":
      return { type, list: input.list(entriesMost, () => ({ index: input.u32(), verdict: input.choice(verdicts), trouble: input.trouble() })) };
    case "results":
      return { type, list: input.list(entriesMost, () => ({ index: input.u32(), trouble: input.trouble() })) };
    case "ack":
      return { type, taken: input.u64(), done: input.u64() };
    case "done":
      return { type };
  }
}

/** Undefined when the bytes are no message, or one with a value that none may have. */
export function decode(bytes: Bytes): Message | undefined {
  try {
    const input = new Fields(bytes);
    const type = types[input.u8() - 1];
    const side = input.u32();
    const task = input.u32();
    if (type === undefined || (side !== 1 && side !== 2)) return undefined;
    const body = readBody(type, input);
    input.finish();
    return { ...body, ref: { side, task } };
  } catch {
    return undefined;
  }
}
