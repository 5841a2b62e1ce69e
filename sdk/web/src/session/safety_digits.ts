// Six digits that two people compare aloud. A middleman cannot search for two handshakes with the same ones,
// because each side is bound before it knows the other's number. PROTOCOL.md, "Safety digits".
//
//     responder                                          initiator
//     commitment  H("rs1 sas" || h0 || nr)       ->
//                                                <-      ni, 16 random bytes
//     reveal      nr, 16 random bytes            ->      compares with the commitment

import { concat, fromText, type Bytes } from "../base/bytes.js";
import type { Random } from "../base/random.js";
import { equalConstantTime } from "../crypto/equal.js";
import { sha256 } from "../crypto/hash.js";
import type { KeySchedule } from "../crypto/key_schedule.js";
import type { Channels } from "./channels.js";
import type { Words, WordsStep } from "./control_message.js";
import type { Events } from "./session_config.js";

type State = "fresh" | "committed" | "answered" | "done" | "failed";

export class SafetyDigits {
  #state: State = "fresh";
  #ownNonce: Bytes = new Uint8Array(0);
  #commitment: Bytes = new Uint8Array(0);
  #digits: string | undefined;
  /** One step after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(
    private readonly initiator: boolean,
    private readonly keys: KeySchedule,
    private readonly handshakeHash: Bytes,
    private readonly random: Random,
    private readonly channels: Channels,
    private readonly events: Events,
  ) {}

  /** The responder's. One run for each session. */
  begin(): void {
    this.#step(async () => {
      this.#ownNonce = this.random.bytes(16);
      this.#state = "committed";
      this.#say("commitment", await this.#commitmentTo(this.#ownNonce));
    });
  }

  get digits(): string | undefined {
    return this.#digits;
  }

  sayEqual(): void {
    if (this.#digits !== undefined) this.#say("equal", new Uint8Array(0));
  }

  take(words: Words): void {
    this.#step(() => this.#take(words));
  }

  #step(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch(() => this.#fail());
  }

  async #take({ step, value }: Words): Promise<void> {
    if (step === "commitment" && this.initiator && this.#state === "fresh") {
      this.#commitment = value;
      this.#ownNonce = this.random.bytes(16);
      this.#state = "answered";
      this.#say("nonce", this.#ownNonce);
    } else if (step === "nonce" && !this.initiator && this.#state === "committed") {
      await this.#finish(value, this.#ownNonce);
      this.#say("reveal", this.#ownNonce);
    } else if (step === "reveal" && this.initiator && this.#state === "answered") {
      if (!equalConstantTime(await this.#commitmentTo(value), this.#commitment)) return this.#fail();
      await this.#finish(this.#ownNonce, value);
    } else if (step === "equal" && this.#state === "done") {
      // What is trusted here is for the person here to say; the other one's word only tells when to go on.
      this.events.digitsEqualThere?.();
    } else {
      this.#fail();
    }
  }

  async #finish(initiatorNonce: Bytes, responderNonce: Bytes): Promise<void> {
    this.#digits = await this.keys.safetyDigits(initiatorNonce, responderNonce);
    this.#state = "done";
    this.events.safetyDigits?.(this.#digits);
  }

  #commitmentTo(responderNonce: Bytes): Promise<Bytes> {
    return sha256(concat(fromText("rs1 sas"), this.handshakeHash, responderNonce));
  }

  #say(step: WordsStep, value: Bytes): void {
    this.channels.sendControl({ t: "words", step, value });
  }

  #fail(): void {
    this.#state = "failed";
    this.#digits = undefined;
    this.channels.end("sas");
  }
}
