// A list that is long and loses its front.

export class Deque<T> {
  #items: T[] = [];
  #front = 0;

  get size(): number {
    return this.#items.length - this.#front;
  }
  at(index: number): T | undefined {
    return this.#items[this.#front + index];
  }
  push(item: T): void {
    this.#items.push(item);
  }
  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const out = this.#items[this.#front];
    (this.#items as (T | undefined)[])[this.#front++] = undefined;
    if (this.#front > 64 && this.#front * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#front);
      this.#front = 0;
    }
    return out;
  }
  clear(): void {
    this.#items = [];
    this.#front = 0;
  }
}
