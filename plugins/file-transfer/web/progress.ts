// How fast it goes, over the last seconds, and how long it will take.

const span = 5000;
const shortest = 500;

export class Progress {
  #points: { readonly time: number; readonly moved: number }[] = [];

  note(time: number, moved: number): void {
    this.#points.push({ time, moved });
    while (this.#points.length > 2 && time - (this.#points[1]?.time ?? time) >= span) this.#points.shift();
  }
  forget(): void {
    this.#points = [];
  }
  /** Bytes per second; undefined: not known yet. */
  get rate(): number | undefined {
    const [first] = this.#points;
    const last = this.#points.at(-1);
    if (!first || !last || last.time - first.time < shortest) return undefined;
    return ((last.moved - first.moved) * 1000) / (last.time - first.time);
  }
  secondsLeft(done: number, total: number | undefined): number | undefined {
    const { rate } = this;
    return rate === undefined || rate <= 0 || total === undefined ? undefined : Math.ceil(Math.max(0, total - done) / rate);
  }
}
