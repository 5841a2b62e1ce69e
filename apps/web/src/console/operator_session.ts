// One session of the operator, from the invitation on: whoever comes by it, until the right one has.

import { signal } from "@preact/signals";
import type { Credential, LiveSession, Meeting, X25519KeyPair } from "@cordee/sdk";
import type { Caller } from "../session/broker_side";
import { pause } from "../session/broker_side";
import type { SessionView } from "../session/session_view";
import { grantKeys, linkEnd } from "../session/trust";
import { Problem } from "../api/problem";
import { ask, askText, me } from "./account";
import { invite } from "./offerable";
import { PollSlots } from "./poll_slots";

type Core = typeof import("../session/core");

/** A code may be guessed at so often; then it is worth nothing. */
const mostGuesses = 3;
export const lifeMinutes = 30;

export type State = "making" | "waiting" | "connecting" | "live" | "over";

const slots = new PollSlots(3);
const caller: Caller = {
  post: (path, body, stop) => askText("POST", path, body, stop),
  poll: async (path, body, stop) => (await slots.run((signal) => askText("POST", path, body, signal), stop)) ?? "{}",
};
let lastNumber = 0;

export class OperatorSession {
  readonly number = ++lastNumber;
  readonly label = signal("");
  readonly state = signal<State>("making");
  readonly code = signal("");
  readonly codeExpires = signal(0);
  readonly link = signal("");
  readonly expires = signal(0);
  readonly guessesLeft = signal(mostGuesses);
  readonly view = signal<SessionView | undefined>(undefined);
  readonly problem = signal<unknown>(undefined);
  /** Modules that the other side cannot run. */
  readonly unavailable = signal<ReadonlySet<string>>(new Set());
  readonly asked = signal<ReadonlySet<string>>(new Set());
  settings: ReadonlyMap<string, string> = new Map();
  readonly #stop = new AbortController();
  #invitation = "";
  #key: X25519KeyPair | undefined;
  #secret = new Uint8Array(16);
  #digits = "";
  #offers = Promise.resolve();

  get id(): string {
    return this.view.value?.session ?? "";
  }

  async begin(): Promise<void> {
    try {
      const core = await import("../session/core");
      this.#key = await core.makeX25519KeyPair();
      const made = await invite(core.toBase64url(this.#key.publicKey), lifeMinutes);
      this.#invitation = made.invitation;
      this.#secret = core.systemRandom.bytes(16);
      this.link.value = `${location.origin}/j/${made.invitation}#1.${core.toBase64url(this.#secret)}${await linkEnd()}`;
      this.expires.value = Date.parse(made.expires);
      if (made.code !== undefined) {
        const code = core.makeSessionCode(made.code, core.systemRandom);
        this.#digits = code.secret;
        this.code.value = core.formatSessionCode(code);
        this.codeExpires.value = Date.parse(made.code_expires ?? made.expires);
      }
      this.state.value = "waiting";
      await this.#wait(core);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.problem.value = error;
      this.state.value = "over";
    }
  }

  /** Nobody shall come any more; or, in a session, its end. */
  async end(): Promise<void> {
    const { live } = this.view.value ?? {};
    if (live) return live.end("finished");
    this.#stop.abort();
    this.state.value = "over";
    if (this.#invitation !== "") await ask("DELETE", `/invitations/${this.#invitation}`).catch(() => undefined);
  }

  async offer(module: string, permissions: readonly string[]): Promise<void> {
    const { live } = this.view.value ?? {};
    if (!live || this.asked.value.has(module)) return;
    this.asked.value = new Set([...this.asked.value, module]);
    const before = this.#offers;
    // The other side looks at one at a time, and refuses a second one meanwhile.
    this.#offers = before.then(() => this.#offer(live, module, permissions));
    await this.#offers;
  }

  async #offer(live: LiveSession, module: string, permissions: readonly string[]): Promise<void> {
    try {
      await live.offer(module, permissions);
    } catch (error) {
      const { message = "", code } = error as { message?: string; code?: string };
      const perhapsLater = (code === "refused" && !message.includes("module")) || code === "timed_out" || code === "closed";
      if (!perhapsLater) this.unavailable.value = new Set([...this.unavailable.value, module]);
    } finally {
      this.asked.value = new Set([...this.asked.value].filter((one) => one !== module));
    }
  }

  async #wait(core: Core): Promise<void> {
    const { signal: stop } = this.#stop;
    for (let after = 0; !stop.aborted; ) {
      const answer = await this.#ask(after);
      if (stop.aborted) return;
      const met = core.parseJson(answer);
      if (met["state"] !== "met") continue;
      const meeting = core.readMeeting(met);
      after = meeting.attempt;
      this.state.value = "connecting";
      if (await this.#meet(core, meeting)) return;
      this.state.value = "waiting";
    }
  }

  /** A broker that restarts is waited for. */
  async #ask(after: number): Promise<string> {
    const { signal: stop } = this.#stop;
    for (;;)
      try {
        return await caller.poll(`/invitations/${this.#invitation}/wait`, { after }, stop);
      } catch (error) {
        if (stop.aborted) return "{}";
        const passing = error instanceof Problem && (error.status === 0 || error.status >= 500 || error.code === "limit");
        if (!passing) throw error;
        await pause(2000, stop);
      }
  }

  async #meet(core: Core, meeting: Meeting): Promise<boolean> {
    const credential = this.#credential(core, meeting);
    if (!credential || !this.#key) return false;
    const before = this.guessesLeft.value;
    try {
      const { runSession } = await import("../session/run_session");
      const trust = await grantKeys(core.fromBase64url);
      const name = me.value?.name ?? "";
      const { settings } = this;
      const view = await runSession({ core, self: "operator", meeting, credential, trust, key: this.#key, name, caller, settings });
      this.view.value = view;
      this.label.value ||= view.peerName.value;
      this.state.value = "live";
      await ask("POST", `/invitations/${this.#invitation}/close`, { attempt: meeting.attempt }).catch(() => undefined);
      void view.live?.ended.finally(() => (this.state.value = "over"));
      return true;
    } catch (error) {
      // A link is for one meeting; a code that was guessed at stays good for the right person, a few times.
      if (meeting.way === "link") throw error;
      if (this.guessesLeft.value === before) return false; // it never came to a guess
      if (this.guessesLeft.value > 0) return false;
      await ask("POST", `/invitations/${this.#invitation}/close`, {}).catch(() => undefined);
      throw error;
    }
  }

  #credential(core: Core, meeting: Meeting): Credential | undefined {
    if (meeting.way === "link") return { way: "link", secret: this.#secret };
    if (meeting.way !== "code" || this.#digits === "") return undefined;
    return {
      way: "code",
      digits: this.#digits,
      // Code and count live in this page alone, and so end together.
      spendGuess: async () => {
        if (this.guessesLeft.value <= 0 || Date.now() >= this.codeExpires.value) throw new core.Failure("exhausted", "guesses");
        this.guessesLeft.value--;
      },
    };
  }
}
