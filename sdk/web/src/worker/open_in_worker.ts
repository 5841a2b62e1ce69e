// A session in a worker: its encryption and timers do not wait for the page, nor the page for them. The page
// keeps what people see: modules, questions and events.

import type { Bytes } from "../base/bytes.js";
import type { OpenOptions } from "../endpoint/open_session.js";
import type { Ended, Ending } from "../session/ended.js";
import type { Credential, SpendGuess } from "../session/handshake/config.js";
import type { Peer } from "../session/peer_info.js";
import type { DevicePolicy } from "../session/rights.js";
import type { ConsentRequest, Events } from "../session/session_config.js";
import type { LiveSession, Pairing, Status } from "./live_session.js";
import { PageModules } from "./page_modules.js";
import { Rpc, type Handlers, type Port } from "./rpc.js";

/** What goes to the worker; all else is asked of the page. */
export interface PlainOptions
  extends Pick<OpenOptions, "self" | "meeting" | "trust" | "key" | "name" | "policy" | "timing"> {
  readonly credential: Exclude<Credential, { lookup: unknown }> | { readonly way: "device"; readonly lookup: true };
  readonly secureOnly: boolean | undefined;
  readonly has: { readonly consent: boolean; readonly pairing: boolean; readonly moreTickets: boolean; readonly guesses: boolean };
}

/** Not for a worker: what cannot cross to it. */
export type WorkerOptions = Omit<OpenOptions, "verifier" | "reach" | "signal"> & { readonly secureOnly?: boolean };

function plain(options: WorkerOptions): PlainOptions {
  const { self, meeting, trust, key, name, policy, timing, credential, secureOnly } = options;
  return {
    self,
    meeting,
    trust,
    key,
    name,
    policy,
    timing,
    secureOnly,
    credential: plainCredential(credential),
    has: {
      consent: options.consent !== undefined,
      pairing: options.pairing !== undefined,
      moreTickets: options.moreTickets !== undefined,
      guesses: guessesOf(credential) !== undefined,
    },
  };
}

function plainCredential(credential: Credential): PlainOptions["credential"] {
  if (credential.way === "code") return { way: "code", digits: credential.digits };
  if ("lookup" in credential) return { way: "device", lookup: true };
  return credential;
}

function guessesOf(credential: Credential): SpendGuess | undefined {
  return credential.way === "code" ? credential.spendGuess : undefined;
}

/** The port is that of a worker made from @cordee/sdk/worker, and serves this session alone. Fails as
 * openSession() does. */
export async function openInWorker(port: Port, options: WorkerOptions): Promise<LiveSession> {
  const modules = new PageModules(options.modules, () => rpc);
  const { credential, events } = options;
  const handlers: Handlers = {
    ...modules.handlers,
    event: ([name, args]: readonly [keyof Events, readonly never[]]) => tellEvent(events ?? {}, name, args),
    consent: ([request]: readonly [ConsentRequest], signal) => options.consent?.(request, signal),
    pairing: ([permissions]: readonly [readonly string[]], signal) => options.pairing?.(permissions, signal),
    moreTickets: ([on, failed]: readonly [string | undefined, readonly string[]]) => options.moreTickets?.(on, failed),
    spendGuess: () => guessesOf(credential)?.(),
    lookup: ([key]: readonly [Bytes]) => ("lookup" in credential ? credential.lookup(key) : undefined),
  };
  const rpc = new Rpc(port, handlers);
  const peer = await rpc.call<Peer>("open", [plain(options)]);
  return new WorkerSession(rpc, peer, rpc.call<Ended>("ended", []));
}

function tellEvent(events: Events, name: keyof Events, args: readonly never[]): void {
  const call = events[name] as ((...args: readonly never[]) => void) | undefined;
  call?.apply(events, [...args]);
}

class WorkerSession implements LiveSession {
  constructor(
    private readonly rpc: Rpc,
    readonly peer: Peer,
    readonly ended: Promise<Ended>,
  ) {}
  offer(module: string, permissions: readonly string[]): Promise<readonly string[]> {
    return this.rpc.call("offer", [module, permissions]);
  }
  renew(token: string): Promise<void> {
    return this.rpc.call("renew", [token]);
  }
  pair(permissions: readonly string[]): Promise<Pairing> {
    return this.rpc.call("pair", [permissions]);
  }
  status(): Promise<Status> {
    return this.rpc.call("status", []);
  }
  focus(held: boolean): void {
    this.rpc.tell("focus", [held]);
  }
  changePolicy(policy: DevicePolicy): void {
    this.rpc.tell("changePolicy", [policy]);
  }
  withdraw(module: string, permissions: readonly string[]): void {
    this.rpc.tell("withdraw", [module, permissions]);
  }
  endModule(module: string): void {
    this.rpc.tell("endModule", [module]);
  }
  digitsCompared(equal: boolean): void {
    this.rpc.tell("digitsCompared", [equal]);
  }
  end(ending: Ending = "finished"): void {
    this.rpc.tell("end", [ending]);
  }
}
