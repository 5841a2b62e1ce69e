// What the two halves say to each other: native/protocol/PROTOCOL.md. Bytes and values, nothing else.

import { fromText, Reader, toText, Writer, type Bytes } from "@cordee/sdk/plugin";

export const version = 1;
export const channels = { screen: 0, input: 1, control: 2 } as const;
export const encodings = [1, 2, 3, 4] as const; // solid, palette, raw, copy
export const maxRectPixels = 2 ** 20;
const maxPixels = 2 ** 26;
const maxSide = 16384;
const maxNotice = 500;

export type Mode = "view" | "control";
export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Rect extends Point, Size {}

export const isScreen = ({ width, height }: Size): boolean =>
  width >= 1 && height >= 1 && width <= maxSide && height <= maxSide && width * height <= maxPixels;
export const inside = (rect: Rect, size: Size): boolean =>
  rect.width > 0 && rect.height > 0 && rect.x + rect.width <= size.width && rect.y + rect.height <= size.height;

export type ControlMessage =
  | { readonly type: "hello" | "mode"; readonly mode: Mode }
  | { readonly type: "layout"; readonly size: Size; readonly monitors: readonly Rect[] }
  /** `kind`: 0 information, 1 input refused, 2 screen lost. */
  | { readonly type: "notice" | "end"; readonly kind: number; readonly text: string }
  | { readonly type: "other" };

/** A pointer's shape; ARGB multiplied by alpha, row by row. 0×0: no pointer. */
export interface Shape {
  readonly number: number;
  readonly size: Size;
  readonly hotspot: Point;
  readonly pixels: Bytes;
}

export type PointerMessage =
  | { readonly type: "shape"; readonly shape: Shape }
  | { readonly type: "use"; readonly number: number }
  | { readonly type: "position"; readonly at: Point };

/** Ends the reading of a message; never leaves this file. */
class Broken extends Error {}
function must(holds: boolean): void {
  if (!holds) throw new Broken();
}

const readPoint = (input: Reader): Point => ({ x: input.u16(), y: input.u16() });
const readSize = (input: Reader): Size => ({ width: input.u16(), height: input.u16() });
const readRect = (input: Reader): Rect => ({ ...readPoint(input), ...readSize(input) });
const rest = (input: Reader): Bytes => input.bytes(input.rest.length);

function readMode(input: Reader): Mode {
  const mode = input.u8();
  must(mode <= 1);
  return mode === 1 ? "control" : "view";
}

function readControl(type: number, input: Reader): ControlMessage {
  switch (type) {
    case 1: {
      must(input.u16() > 0);
      const mode = readMode(input);
      input.bytes(input.u8());
      rest(input); // of a later version
      return { type: "hello", mode };
    }
    case 2:
      return { type: "mode", mode: readMode(input) };
    case 3: {
      const size = readSize(input);
      const count = input.u8();
      must(isScreen(size) && count <= 32);
      const monitors = Array.from({ length: count }, () => readRect(input));
      must(monitors.every((monitor) => inside(monitor, size)));
      return { type: "layout", size, monitors };
    }
    case 6:
    case 7: {
      const kind = input.u8();
      const bytes = rest(input);
      const text = toText(bytes);
      must(text !== null && bytes.length <= maxNotice);
      return { type: type === 6 ? "notice" : "end", kind: kind > 2 ? 0 : kind, text: text ?? "" };
    }
    case 4:
      input.u32();
      return { type: "other" };
    default:
      return { type: "other" };
  }
}

function readPointer(type: number, input: Reader): PointerMessage {
  if (type === 3) {
    const number = input.u8();
    must(number < 64);
    return { type: "use", number };
  }
  if (type === 4) return { type: "position", at: readPoint(input) };
  const shape = { number: input.u8(), size: readSize(input), hotspot: readPoint(input), pixels: rest(input).slice() };
  const { size, hotspot } = shape;
  const none = size.width === 0 && size.height === 0 && hotspot.x === 0 && hotspot.y === 0;
  must(shape.number < 64 && size.width <= 512 && size.height <= 512 && shape.pixels.length === size.width * size.height * 4);
  must(none || (hotspot.x < size.width && hotspot.y < size.height));
  return { type: "shape", shape };
}

/** "unknown": a type of a later version, to be skipped. "broken": it breaks the rules. */
function decodeWith<Message>(bytes: Bytes, highest: number, read: (type: number, input: Reader) => Message): Message | "unknown" | "broken" {
  try {
    const input = new Reader(bytes);
    const type = input.u8();
    if (type === 0) return "broken";
    if (type > highest) return "unknown";
    const out = read(type, input);
    input.finish();
    return out;
  } catch {
    return "broken";
  }
}

export const decodeControl = (bytes: Bytes) => decodeWith(bytes, 7, readControl);
/** Of the screen's channel, all but updates. */
export const decodePointer = (bytes: Bytes) => decodeWith(bytes, 4, readPointer);
export const isUpdate = (bytes: Bytes): boolean => bytes[0] === 1;

const modeNumber = (mode: Mode): number => (mode === "control" ? 1 : 0);
const flag = (on: boolean): number => (on ? 1 : 0);
const make = (type: number): Writer => new Writer().u8(type);

export const hello = (mode: Mode): Bytes =>
  make(1).u16(version).u8(modeNumber(mode)).u8(encodings.length).bytes(new Uint8Array(encodings)).take();
export const setMode = (mode: Mode): Bytes => make(2).u8(modeNumber(mode)).take();
export const acknowledge = (number: number): Bytes => make(4).u32(number).take();

export const pointerMove = ({ x, y }: Point): Bytes => make(1).u16(x).u16(y).take();
export const button = (number: number, down: boolean): Bytes => make(2).u8(number).u8(flag(down)).take();
export const wheel = (x: number, y: number): Bytes => make(3).u16(x & 0xffff).u16(y & 0xffff).take();
export const key = (keysym: number, down: boolean): Bytes => make(4).u32(keysym).u8(flag(down)).take();
export const releaseAll = (): Bytes => make(6).take();

const maxText = 4096;
/** In as many messages as it needs. */
export function texts(text: string): Bytes[] {
  const out: Bytes[] = [];
  let piece = "";
  let size = 0;
  for (const character of text) {
    const bytes = fromText(character).length;
    if (size + bytes > maxText) {
      out.push(make(5).bytes(fromText(piece)).take());
      piece = "";
      size = 0;
    }
    piece += character;
    size += bytes;
  }
  if (piece !== "") out.push(make(5).bytes(fromText(piece)).take());
  return out;
}
