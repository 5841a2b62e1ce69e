// Time, as something that is given, so that tests need not wait for it. All in milliseconds.

export interface Clock {
  /** Since 1970; a person may turn it. */
  wall(): number;
  /** Only ever grows. */
  steady(): number;
  /** Calls once, later; the result takes it back. */
  after(milliseconds: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  wall: () => Date.now(),
  steady: () => performance.now(),
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};
