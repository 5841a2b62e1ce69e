// Two sessions that talk to each other in memory, over as many connections as a test cuts.

import { Failure } from "../../src/base/error";
import { systemClock } from "../../src/base/clock";
import { systemRandom } from "../../src/base/random";
import type { Ended } from "../../src/session/ended";
import { allowAll } from "../../src/session/rights";
import { Session } from "../../src/session/session";
import type { Consent, Events, SessionConfig } from "../../src/session/session_config";
import type { NewPath, PathSource } from "../../src/session/path_source";
import { defaultTiming, type Timing } from "../../src/session/timing";
import type { Connection } from "../../src/transport/connection";
import { makePipe } from "../../src/transport/pipe";
import { TestProvider } from "./echo";
import { linkSides, makeKeys, meet, type Sides } from "./meeting";

/** Where both sides get connections to each other from. */
export class Rendezvous {
  /** Nobody meets while this holds. */
  closed = false;
  readonly pipes: [Connection, Connection][] = [];
  #waiting: { side: string; resolve: (path: NewPath) => void }[] = [];

  source(side: string): PathSource {
    return {
      next: (worseThan, signal) =>
        new Promise((resolve, reject) => {
          signal.addEventListener("abort", () => {
            this.#waiting = this.#waiting.filter((one) => one !== entry);
            reject(new Failure("closed"));
          });
          const entry = { side, resolve };
          if (worseThan <= 1) return;
          this.#waiting.push(entry);
          this.match();
        }),
    };
  }

  match(): void {
    const a = this.#waiting.find((one) => one.side === "operator");
    const b = this.#waiting.find((one) => one.side === "agent");
    if (!a || !b || this.closed) return;
    this.#waiting = this.#waiting.filter((one) => one !== a && one !== b);
    const pipe = makePipe();
    this.pipes.push(pipe);
    a.resolve({ connection: pipe[0], rank: 1, name: `pipe ${this.pipes.length}` });
    b.resolve({ connection: pipe[1], rank: 1, name: `pipe ${this.pipes.length}` });
  }

  /** Ends every connection that there is. */
  cut(): void {
    for (const pipe of this.pipes.splice(0)) for (const end of pipe) end.close();
  }
}

export const fastTiming: Timing = { ...defaultTiming, patience: 3000, attach: 1000, farewell: 400, watch: 50, rate: 50 };

export interface Options {
  readonly consent?: Consent;
  readonly provider?: { operator?: TestProvider; agent?: TestProvider };
  readonly events?: { operator?: Events; agent?: Events };
  readonly timing?: Partial<Timing>;
  readonly sides?: Sides;
  readonly pipe?: [Connection, Connection];
  readonly paths?: boolean;
}

export interface Live {
  readonly operator: Session;
  readonly agent: Session;
  readonly at: { operator: TestProvider; agent: TestProvider };
  readonly ended: { operator: Promise<Ended>; agent: Promise<Ended> };
  readonly rendezvous: Rendezvous;
  readonly sides: Sides;
}

export async function openLive(options: Options = {}): Promise<Live> {
  const sides = options.sides ?? (await linkSides(await makeKeys()));
  const rendezvous = new Rendezvous();
  const pipe = options.pipe ?? makePipe();
  rendezvous.pipes.push(pipe);
  const met = await meet(sides, pipe);
  const at = {
    operator: options.provider?.operator ?? new TestProvider(),
    agent: options.provider?.agent ?? new TestProvider((half) => (half.echo = true)),
  };
  const open = (self: "operator" | "agent"): Promise<Session> => {
    const config: SessionConfig = {
      self,
      grant: sides[self].grant,
      policy: allowAll,
      modules: at[self],
      consent: self === "agent" ? (options.consent ?? (async (question) => question.permissions)) : undefined,
      events: options.events?.[self] ?? {},
      verifier: sides.verifier[self],
      clock: systemClock,
      random: systemRandom,
      paths: options.paths === false ? undefined : rendezvous.source(self),
      timing: { ...fastTiming, ...options.timing },
    };
    return Session.of(met[self], config);
  };
  const operator = await open("operator");
  const agent = await open("agent");
  return { operator, agent, at, ended: { operator: operator.run(), agent: agent.run() }, rendezvous, sides };
}

/** Until it is so; a bound for tests that would wait for ever. */
export async function until(condition: () => boolean, what: string, milliseconds = 8000): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
