// Randomness that can be repeated: the seed is printed, and SEED=N gives the same run again.

export const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));

export class Seeded {
  #state: number;
  constructor(from = seed) {
    this.#state = from >>> 0;
  }
  /** Mulberry32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }
  below(limit: number): number {
    return this.next() % limit;
  }
  bytes(size: number): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length: size }, () => this.below(256));
  }
  pick<T>(from: readonly T[]): T {
    const out = from[this.below(from.length)];
    if (out === undefined) throw new Error("nothing to pick from");
    return out;
  }
}
