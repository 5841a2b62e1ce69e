// The remote picture, and the updates that change it. The twin of native/protocol/decoder.hpp: what breaks a rule
// is refused, and what was drawn until then does not matter any more.

import { unpack } from "../../web-kit/unpack.js";
import { inside, isScreen, maxRectPixels, type Rect, type Size } from "./protocol.js";

export interface Applied {
  readonly number: number;
  /** The next update belongs to the same picture. */
  readonly more: boolean;
  readonly resized: boolean;
  readonly changed: readonly Rect[];
}

const opaque = 0xff000000;
const headSize = 12;
const rectHead = 13;

/** As canvases have them in memory: red first. */
const colour = (red: number, green: number, blue: number): number => (opaque | (blue << 16) | (green << 8) | red) >>> 0;

export class Decoder {
  size: Size = { width: 0, height: 0 };
  pixels = new Uint32Array(0);

  /** Undefined: the update breaks the protocol. */
  apply(message: Uint8Array): Applied | undefined {
    const view = new DataView(message.buffer, message.byteOffset, message.length);
    if (message.length < headSize) return undefined;
    const size = { width: view.getUint16(5), height: view.getUint16(7) };
    const more = view.getUint8(9);
    const count = view.getUint16(10);
    if (!isScreen(size) || more > 1) return undefined;
    const resized = size.width !== this.size.width || size.height !== this.size.height;
    if (resized) this.#resize(size);
    const changed: Rect[] = resized ? [{ x: 0, y: 0, ...size }] : [];
    let at = headSize;
    for (let i = 0; i < count; i++) {
      if (at + rectHead > message.length) return undefined;
      const rect = { x: view.getUint16(at), y: view.getUint16(at + 2), width: view.getUint16(at + 4), height: view.getUint16(at + 6) };
      const encoding = view.getUint8(at + 8);
      const length = view.getUint32(at + 9);
      at += rectHead;
      if (length > message.length - at || !inside(rect, size) || rect.width * rect.height > maxRectPixels) return undefined;
      if (!this.#draw(rect, encoding, message.subarray(at, at + length))) return undefined;
      changed.push(rect);
      at += length;
    }
    return at === message.length ? { number: view.getUint32(1), more: more === 1, resized, changed } : undefined;
  }

  #resize(size: Size): void {
    this.size = size;
    this.pixels = new Uint32Array(size.width * size.height).fill(opaque);
  }

  #draw(rect: Rect, encoding: number, data: Uint8Array): boolean {
    switch (encoding) {
      case 1:
        return this.#solid(rect, data);
      case 2:
        return this.#palette(rect, data);
      case 3:
        return this.#raw(rect, data);
      case 4:
        return this.#copy(rect, data);
      default:
        return true; // of a later version: skipped by its length
    }
  }

  #solid(rect: Rect, data: Uint8Array): boolean {
    if (data.length !== 3) return false;
    const value = colour(data[0] ?? 0, data[1] ?? 0, data[2] ?? 0);
    for (let y = 0; y < rect.height; y++) {
      const from = this.#at(rect, y);
      this.pixels.fill(value, from, from + rect.width);
    }
    return true;
  }

  #palette(rect: Rect, data: Uint8Array): boolean {
    const count = (data[0] ?? 0) + 1;
    if (data.length < 1 + 3 * count) return false;
    const colours = new Uint32Array(count);
    for (let i = 0; i < count; i++) colours[i] = colour(data[1 + 3 * i] ?? 0, data[2 + 3 * i] ?? 0, data[3 + 3 * i] ?? 0);
    const bits = count <= 2 ? 1 : count <= 4 ? 2 : count <= 16 ? 4 : 8;
    const stride = Math.ceil((rect.width * bits) / 8);
    const indexes = unpacked(data.subarray(1 + 3 * count), stride * rect.height);
    if (!indexes) return false;
    const mask = (1 << bits) - 1;
    for (let y = 0; y < rect.height; y++) {
      const row = y * stride;
      const to = this.#at(rect, y);
      for (let x = 0, bit = 0; x < rect.width; x++, bit += bits) {
        const index = ((indexes[row + (bit >> 3)] ?? 0) >> (8 - bits - (bit & 7))) & mask;
        if (index >= count) return false;
        this.pixels[to + x] = colours[index] ?? 0;
      }
    }
    return true;
  }

  #raw(rect: Rect, data: Uint8Array): boolean {
    const filter = data[0] ?? 2;
    const bytes = unpacked(data.subarray(1), rect.width * rect.height * 3);
    if (filter > 1 || !bytes) return false;
    const { pixels } = this;
    let from = 0;
    for (let y = 0; y < rect.height; y++) {
      const to = this.#at(rect, y);
      // The first pixel of a row stands on the one above it.
      let left = filter === 1 && y > 0 ? (pixels[to - this.size.width] ?? 0) : 0;
      for (let x = 0; x < rect.width; x++, from += 3) {
        const red = ((bytes[from] ?? 0) + left) & 0xff;
        const green = ((bytes[from + 1] ?? 0) + (left >>> 8)) & 0xff;
        const blue = ((bytes[from + 2] ?? 0) + (left >>> 16)) & 0xff;
        const value = colour(red, green, blue);
        pixels[to + x] = value;
        if (filter === 1) left = value;
      }
    }
    return true;
  }

  #copy(rect: Rect, data: Uint8Array): boolean {
    if (data.length !== 4) return false;
    const view = new DataView(data.buffer, data.byteOffset, 4);
    const source = { x: view.getUint16(0), y: view.getUint16(2), width: rect.width, height: rect.height };
    if (!inside(source, this.size)) return false;
    for (let i = 0; i < rect.height; i++) {
      // From the side that is read first, so that no row is overwritten before it is read.
      const y = source.y < rect.y ? rect.height - 1 - i : i;
      const from = this.#at(source, y);
      this.pixels.copyWithin(this.#at(rect, y), from, from + rect.width);
    }
    return true;
  }

  #at(rect: Rect, y: number): number {
    return (rect.y + y) * this.size.width + rect.x;
  }
}

function unpacked(packed: Uint8Array, size: number): Uint8Array | undefined {
  const bytes = packed.subarray(1);
  if (packed[0] === 1) return unpack(bytes, size);
  return packed[0] === 0 && bytes.length === size ? bytes : undefined;
}
