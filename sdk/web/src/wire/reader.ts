// Big-endian reading and writing of the protocol's integers, with every length checked first.

import { own, type Bytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";

/** Reads from the front; Failure malformed beyond the end. What it returns are views. */
export class Reader {
  #rest: Bytes;

  constructor(bytes: Uint8Array) {
    this.#rest = own(bytes);
  }

  u8(): number {
    return this.#number(1);
  }
  u16(): number {
    return this.#number(2);
  }
  u32(): number {
    return this.#number(4);
  }
  /** No counter of a session comes near 2^53; one that is beyond is malformed. */
  u64(): number {
    const value = this.#number(4) * 2 ** 32 + this.#number(4);
    if (!Number.isSafeInteger(value)) throw new Failure("malformed", "a number is too large");
    return value;
  }
  bytes(size: number): Bytes {
    if (size > this.#rest.length) throw new Failure("malformed", "too short");
    const out = this.#rest.subarray(0, size);
    this.#rest = this.#rest.subarray(size);
    return out;
  }

  get rest(): Bytes {
    return this.#rest;
  }
  /** Failure malformed when something is left. */
  finish(): void {
    if (this.#rest.length > 0) throw new Failure("malformed", "too long");
  }

  #number(size: number): number {
    let value = 0;
    for (const byte of this.bytes(size)) value = value * 256 + byte;
    return value;
  }
}

/** Grows as it is written to. */
export class Writer {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  u8(value: number): this {
    const at = this.#grow(1); // it may replace the bytes
    this.#bytes[at] = value;
    return this;
  }
  u16(value: number): this {
    const at = this.#grow(2);
    this.#view.setUint16(at, value);
    return this;
  }
  u32(value: number): this {
    const at = this.#grow(4);
    this.#view.setUint32(at, value);
    return this;
  }
  u64(value: number): this {
    return this.u32(Math.floor(value / 2 ** 32)).u32(value % 2 ** 32);
  }
  bytes(bytes: Uint8Array): this {
    const at = this.#grow(bytes.length);
    this.#bytes.set(bytes, at);
    return this;
  }

  /** What was written, without a copy: the writer is done. */
  take(): Bytes {
    return this.#bytes.subarray(0, this.#size);
  }

  #grow(by: number): number {
    const at = this.#size;
    this.#size += by;
    if (this.#size > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#size));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes.fill(0); // it may have held what is private
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}
