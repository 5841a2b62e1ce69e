// Waiting with an end.

import type { Clock } from "./clock.js";
import { Failure } from "./error.js";

/** What the promise brings, or Failure timed_out; `late` is then called, to end what goes on behind it. */
export function withDeadline<T>(clock: Clock, milliseconds: number, work: Promise<T>, late: () => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const takeBack = clock.after(milliseconds, () => {
      late();
      reject(new Failure("timed_out"));
    });
    work.then(resolve, reject).finally(takeBack);
  });
}

/** Rejects with closed when the signal is given; never resolves. Handlers go with `until`. */
export function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(new Failure("closed"));
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

export function pause(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      takeBack();
      reject(new Failure("closed"));
    };
    const takeBack = clock.after(milliseconds, () => {
      signal?.removeEventListener("abort", stop);
      resolve();
    });
    if (signal?.aborted === true) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
