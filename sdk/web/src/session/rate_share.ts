// What the path leaves to a module beside more urgent traffic. Pure state.

import { priorityClasses, type PriorityClass } from "../base/priority.js";
import type { Outbox } from "./outbox.js";
import type { PathEstimate } from "./path_estimate.js";

export class RateShare {
  #rate: number | undefined;
  #seen = priorityClasses.map(() => 0);
  #used = priorityClasses.map(() => 0);
  readonly #told = new Map<number, number>();

  /** Looks at what was sent since the last look, `period` milliseconds ago. */
  look(outbox: Outbox, path: PathEstimate, period: number): void {
    this.#rate = path.rate();
    const totals = priorityClasses.map((priority) => outbox.bytesSent(priority));
    this.#used = totals.map((total, i) => ((total - (this.#seen[i] ?? 0)) * 1000) / period);
    this.#seen = totals;
  }

  /** Bytes per second for the module in this slot, whose least urgent class this is; undefined when nothing is
   * known or it was told much the same before. */
  news(slot: number, leastUrgent: PriorityClass): number | undefined {
    if (this.#rate === undefined) return undefined;
    const more = this.#used.slice(0, priorityClasses.indexOf(leastUrgent)).reduce((sum, used) => sum + used, 0);
    // A class always gets a share, whatever is more urgent.
    const left = Math.floor(Math.max(this.#rate - more, this.#rate / 8));
    const told = this.#told.get(slot);
    if (told !== undefined && left > told * 0.9 && left < told * 1.1) return undefined;
    this.#told.set(slot, left);
    return left;
  }
  forget(slot: number): void {
    this.#told.delete(slot);
  }
}
