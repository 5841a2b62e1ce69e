// Something has changed: whoever waits looks again.

import type { Clock } from "./clock.js";

export class Signal {
  #waiting: (() => void)[] = [];

  constructor(private readonly clock: Clock) {}

  notify(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  /** Until the next notify(), and at most so long. */
  wait(milliseconds?: number): Promise<void> {
    return new Promise((resolve) => {
      if (milliseconds === undefined) {
        this.#waiting.push(resolve);
        return;
      }
      const takeBack = this.clock.after(milliseconds, () => {
        this.#waiting = this.#waiting.filter((wake) => wake !== both);
        resolve();
      });
      const both = (): void => {
        takeBack();
        resolve();
      };
      this.#waiting.push(both);
    });
  }
}
