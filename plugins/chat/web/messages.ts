// What the two halves say to each other: native/protocol/PROTOCOL.md. Bytes and values, nothing else.

import { fromText, Reader, toText, Writer, type Bytes } from "@cordee/sdk/plugin";

export const version = 1;
export const maxText = 16 * 1024;
export const maxLink = 2048;
export const maxPicture = 1024 * 1024 - 1024;
export const maxName = 255;
export const maxFiles = 64;

export const pictureTypes = ["image/png", "image/jpeg", "image/webp"] as const;

export type Content =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link"; readonly address: string }
  /** `type` is 1 PNG, 2 JPEG, 3 WebP; the bytes begin so, and nobody looked further. */
  | { readonly kind: "picture"; readonly type: number; readonly name: string; readonly bytes: Bytes }
  | { readonly kind: "files"; readonly names: readonly string[] };

/** One thing that a person said; `time` is milliseconds since 1970 by the speaker's clock. */
export interface Entry {
  readonly number: number;
  readonly time: number;
  readonly content: Content;
}

export type Message =
  | {
      readonly type: "hello";
      readonly version: number;
      /** Histories are random numbers of 64 bits. */
      readonly ownHistory: bigint;
      readonly yourHistory: bigint;
      readonly received: number;
    }
  | { readonly type: "entry"; readonly entry: Entry }
  | { readonly type: "delivered" | "seen"; readonly number: number }
  | { readonly type: "typing"; readonly on: boolean };

const size = (text: string): number => fromText(text).length;
const isText = (text: string, most: number): boolean => text !== "" && size(text) <= most;

/** An address of the web, without what no address has. */
export function isAddress(text: string): boolean {
  return /^https?:\/\/[^\u0000-\u0020\u007f]*$/.test(text) && isText(text, maxLink);
}

/** By type. */
const beginnings: readonly (readonly (readonly [number, readonly number[]])[])[] = [
  [],
  [[0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]]],
  [[0, [0xff, 0xd8, 0xff]]],
  [
    [0, [0x52, 0x49, 0x46, 0x46]],
    [8, [0x57, 0x45, 0x42, 0x50]],
  ],
];

/** 1, 2 or 3 by how the bytes begin; 0: none of the three. */
export function pictureType(bytes: Uint8Array): number {
  const fits = ([at, part]: readonly [number, readonly number[]]): boolean => part.every((byte, i) => bytes[at + i] === byte);
  return Math.max(0, beginnings.findIndex((parts) => parts.length > 0 && parts.every(fits)));
}

export function isSound(content: Content): boolean {
  switch (content.kind) {
    case "text":
      return isText(content.text, maxText);
    case "link":
      return isAddress(content.address);
    case "picture":
      return isText(content.name, maxName) && content.bytes.length <= maxPicture && pictureType(content.bytes) === content.type;
    case "files":
      return content.names.length > 0 && content.names.length <= maxFiles && content.names.every((name) => isText(name, maxName));
  }
}

function putName(out: Writer, name: string): void {
  const bytes = fromText(name);
  out.u8(bytes.length).bytes(bytes);
}

export function putContent(out: Writer, content: Content): void {
  switch (content.kind) {
    case "text":
      out.u8(0).bytes(fromText(content.text));
      break;
    case "link":
      out.u8(1).bytes(fromText(content.address));
      break;
    case "picture":
      out.u8(2).u8(content.type);
      putName(out, content.name);
      out.bytes(content.bytes);
      break;
    case "files":
      out.u8(3).u8(content.names.length);
      for (const name of content.names) putName(out, name);
  }
}

/** Ends the reading of a message; never leaves this file. */
class Broken extends Error {}

function text(bytes: Bytes): string {
  const out = toText(bytes);
  if (out === null) throw new Broken();
  return out;
}
const readName = (input: Reader): string => text(input.bytes(input.u8()));
const readRest = (input: Reader): Bytes => input.bytes(input.rest.length);

export function readContent(input: Reader): Content {
  const kind = input.u8();
  let out: Content;
  if (kind === 0) out = { kind: "text", text: text(readRest(input)) };
  else if (kind === 1) out = { kind: "link", address: text(readRest(input)) };
  else if (kind === 2) out = { kind: "picture", type: input.u8(), name: readName(input), bytes: readRest(input).slice() };
  else if (kind === 3) out = { kind: "files", names: Array.from({ length: input.u8() }, () => readName(input)) };
  else throw new Broken();
  input.finish();
  if (!isSound(out)) throw new Broken();
  return out;
}

export function putBig(out: Writer, value: bigint): void {
  out.u32(Number(value >> 32n)).u32(Number(value & 0xffffffffn));
}
export const readBig = (input: Reader): bigint => (BigInt(input.u32()) << 32n) | BigInt(input.u32());

export function encode(message: Message): Bytes {
  const out = new Writer();
  switch (message.type) {
    case "hello":
      out.u8(1).u16(message.version);
      putBig(out, message.ownHistory);
      putBig(out, message.yourHistory);
      out.u64(message.received);
      break;
    case "entry":
      out.u8(2).u64(message.entry.number).u64(message.entry.time);
      putContent(out, message.entry.content);
      break;
    case "delivered":
    case "seen":
      out.u8(message.type === "delivered" ? 3 : 4).u64(message.number);
      break;
    case "typing":
      out.u8(5).u8(message.on ? 1 : 0);
  }
  return out.take();
}

function read(type: number, input: Reader): Message {
  if (type === 1) {
    const hello = { type: "hello", version: input.u16(), ownHistory: readBig(input), yourHistory: readBig(input), received: input.u64() } as const;
    if (hello.version === 0 || hello.ownHistory === 0n) throw new Broken();
    readRest(input); // what later versions add
    return hello;
  }
  if (type === 2) {
    const entry = { number: input.u64(), time: input.u64(), content: readContent(input) };
    if (entry.number === 0) throw new Broken();
    return { type: "entry", entry };
  }
  if (type === 5) {
    const on = input.u8();
    if (on > 1) throw new Broken();
    return { type: "typing", on: on === 1 };
  }
  return { type: type === 3 ? "delivered" : "seen", number: input.u64() };
}

/** "unknown": a type of a later version, to be skipped. "broken": it breaks the rules. */
export function decode(bytes: Bytes): Message | "unknown" | "broken" {
  try {
    const input = new Reader(bytes);
    const type = input.u8();
    if (type === 0) return "broken";
    if (type > 5) return "unknown";
    const out = read(type, input);
    input.finish();
    return out;
  } catch {
    return "broken";
  }
}
