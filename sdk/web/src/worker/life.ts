// Which life of a module a message belongs to: how often the page's half and the other side's began anew. What
// crosses a new beginning on its way between page and worker is dropped.

export interface Life {
  readonly own: number;
  readonly peer: number;
}
export const firstLife: Life = { own: 0, peer: 0 };

export function sameLife(a: Life, b: Life): boolean {
  return a.own === b.own && a.peer === b.peer;
}

/** Bytes that are on their way between page and worker, for each channel. */
export class Windows {
  readonly #bytes = new Map<number, number>();
  readonly #refused = new Set<number>();

  constructor(private readonly limit: number) {}

  /** False: no room now; freed() will say when. */
  take(channel: number, size: number): boolean {
    const before = this.#bytes.get(channel) ?? 0;
    if (before >= this.limit) {
      this.#refused.add(channel);
      return false;
    }
    this.#bytes.set(channel, before + size + 1);
    return true;
  }
  /** True: somebody was refused, and now there is room. */
  freed(channel: number, size: number): boolean {
    const left = Math.max(0, (this.#bytes.get(channel) ?? 0) - size - 1);
    this.#bytes.set(channel, left);
    return left < this.limit && this.#refused.delete(channel);
  }
  /** True: somebody was refused. */
  clear(): boolean {
    this.#bytes.clear();
    const owed = this.#refused.size > 0;
    this.#refused.clear();
    return owed;
  }
}

export const pageWindow = 256 * 1024;
