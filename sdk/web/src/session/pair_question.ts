// May this computer be reached later without asking? Asked by the operator's side, answered by a person.

import type { Clock } from "../base/clock.js";
import { Failure } from "../base/error.js";
import { Signal } from "../base/signal.js";
import type { Channels } from "./channels.js";
import type { Pair, Paired } from "./control_message.js";
import { intersect } from "./rights.js";
import type { LiveConfig, PairAnswer } from "./session_config.js";

export class PairQuestion {
  #open = false;
  #answer: PairAnswer | undefined;
  readonly #changed: Signal;
  readonly #stop = new AbortController();

  constructor(
    private readonly config: LiveConfig,
    private readonly channels: Channels,
    private readonly clock: Clock,
  ) {
    this.#changed = new Signal(clock);
  }

  /** What the person there allows. Failure refused when that is nothing, timed_out, closed, unexpected while
   * another question waits. */
  async ask(permissions: readonly string[]): Promise<PairAnswer> {
    if (this.#open || permissions.length === 0 || this.config.self !== "operator") throw new Failure("unexpected", "pair");
    this.#open = true;
    this.#answer = undefined;
    this.channels.sendControl({ t: "pair", permissions });
    const until = this.clock.steady() + this.config.timing.consent;
    while (!this.#given() && !this.#stop.signal.aborted && this.clock.steady() < until)
      await this.#changed.wait(until - this.clock.steady());
    this.#open = false;
    const answer = this.#given();
    if (!answer) throw new Failure(this.#stop.signal.aborted ? "closed" : "timed_out", "pair");
    const left = intersect(answer.permissions, permissions);
    if (left.length === 0) throw new Failure("refused", "pair");
    return { permissions: left, device: answer.device };
  }

  takeAnswer(answer: Paired): void {
    if (this.config.self !== "operator" || !this.#open) throw new Failure("unexpected", "paired");
    this.#answer = { permissions: answer.permissions, device: answer.device };
    this.#changed.notify();
  }

  takeQuestion(question: Pair, verified: boolean): void {
    if (this.config.self !== "agent" || this.#open) throw new Failure("unexpected", "pair");
    const { pairing } = this.config;
    if (!pairing || !verified) return this.channels.sendControl({ t: "paired", permissions: [], device: "" });
    this.#open = true;
    void pairing(question.permissions, this.#stop.signal)
      .catch((): PairAnswer => ({ permissions: [], device: "" }))
      .then((given) => {
        this.#open = false;
        const permissions = intersect(given.permissions, question.permissions);
        this.channels.sendControl({ t: "paired", permissions, device: given.device });
      });
  }

  stop(): void {
    this.#stop.abort();
    this.#changed.notify();
  }

  #given(): PairAnswer | undefined {
    return this.#answer;
  }
}
