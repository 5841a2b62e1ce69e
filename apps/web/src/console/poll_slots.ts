// A browser opens six connections to a server, and a question that waits for news holds one. So few wait at a time,
// in turn, and there is always room for what a person asks.

interface Poll {
  readonly began: number;
  readonly giveWay: AbortController;
}

/** A poll has at least so long before it gives way to the next. */
const turn = 2000;

export class PollSlots {
  readonly #running = new Set<Poll>();
  readonly #queue: (() => void)[] = [];

  constructor(
    private readonly most: number,
    private readonly now: () => number = () => performance.now(),
    private readonly later: (work: () => void, after: number) => void = (work, after) => void setTimeout(work, after),
  ) {}

  /** Undefined: it gave way, and may be asked again. */
  async run<T>(ask: (signal: AbortSignal) => Promise<T>, stop: AbortSignal): Promise<T | undefined> {
    if (this.#running.size >= this.most) {
      const free = new Promise<void>((go) => this.#queue.push(go));
      this.#press();
      await free;
    }
    const poll: Poll = { began: this.now(), giveWay: new AbortController() };
    const end = (): void => poll.giveWay.abort();
    stop.addEventListener("abort", end, { once: true });
    this.#running.add(poll);
    if (this.#queue.length > 0) this.#press();
    try {
      stop.throwIfAborted();
      return await ask(poll.giveWay.signal);
    } catch (error) {
      if (poll.giveWay.signal.aborted && !stop.aborted) return undefined;
      throw error;
    } finally {
      stop.removeEventListener("abort", end);
      this.#running.delete(poll);
      this.#queue.shift()?.();
    }
  }

  /** The one that has waited longest gives way, when its turn is over. */
  #press(): void {
    const [oldest] = this.#running;
    if (!oldest) return;
    this.later(
      () => {
        if (this.#queue.length > 0 && this.#running.has(oldest)) oldest.giveWay.abort();
      },
      Math.max(0, turn - (this.now() - oldest.began)),
    );
  }
}
