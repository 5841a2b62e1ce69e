// The worker's end: runs one session for the page at the other end of the port.

import { Failure } from "../base/error.js";
import { openSession, type OpenOptions } from "../endpoint/open_session.js";
import type { Ending } from "../session/ended.js";
import type { Credential } from "../session/handshake/config.js";
import type { Peer } from "../session/peer_info.js";
import type { DevicePolicy } from "../session/rights.js";
import type { Events } from "../session/session_config.js";
import type { Reach } from "../transport/reach_relay.js";
import { InlineSession, type LiveSession } from "./live_session.js";
import type { PlainOptions } from "./open_in_worker.js";
import { Rpc, type Handlers, type Port } from "./rpc.js";
import { RemoteProvider } from "./worker_modules.js";

const eventNames: readonly (keyof Events)[] = [
  "moduleStarted",
  "moduleEnded",
  "permissionsChanged",
  "pathLost",
  "pathFound",
  "safetyDigits",
  "digitsEqualThere",
  "introduced",
  "focus",
  "renewalRefused",
];

/** `reach` is for what has another WebSocket than browsers. */
export function serveSession(port: Port, reach: Partial<Reach> = {}): void {
  let live: LiveSession | undefined;
  const session = (): LiveSession => {
    if (!live) throw new Failure("unexpected", "no session yet");
    return live;
  };
  const modules = new RemoteProvider(() => rpc);
  const handlers: Handlers = {
    ...modules.handlers,
    open: async ([options]: readonly [PlainOptions]): Promise<Peer> => {
      if (live) throw new Failure("unexpected", "a session is open");
      const opened = await openSession(fill(options, rpc, modules, reach));
      live = new InlineSession(opened, opened.run());
      return live.peer;
    },
    ended: () => session().ended,
    offer: ([module, permissions]: readonly [string, readonly string[]]) => session().offer(module, permissions),
    renew: ([token]: readonly [string]) => session().renew(token),
    pair: ([permissions]: readonly [readonly string[]]) => session().pair(permissions),
    status: () => session().status(),
    focus: ([held]: readonly [boolean]) => session().focus(held),
    changePolicy: ([policy]: readonly [DevicePolicy]) => session().changePolicy(policy),
    withdraw: ([module, permissions]: readonly [string, readonly string[]]) => session().withdraw(module, permissions),
    endModule: ([module]: readonly [string]) => session().endModule(module),
    digitsCompared: ([equal]: readonly [boolean]) => session().digitsCompared(equal),
    end: ([ending]: readonly [Ending]) => session().end(ending),
  };
  const rpc = new Rpc(port, handlers);
}

/** The page's functions, called from here. */
function fill(options: PlainOptions, rpc: Rpc, modules: RemoteProvider, reach: Partial<Reach>): OpenOptions {
  const { has, secureOnly, credential, ...rest } = options;
  return {
    ...rest,
    credential: fillCredential(credential, has.guesses, rpc),
    modules,
    events: Object.fromEntries(eventNames.map((name) => [name, (...args: unknown[]) => rpc.tell("event", [name, args])])),
    reach: { ...reach, secureOnly },
    ...(has.consent ? { consent: (request, signal) => rpc.call("consent", [request], signal) } : {}),
    ...(has.pairing ? { pairing: (permissions, signal) => rpc.call("pairing", [permissions], signal) } : {}),
    ...(has.moreTickets ? { moreTickets: (on, failed) => rpc.call("moreTickets", [on, failed]) } : {}),
  };
}

function fillCredential(credential: PlainOptions["credential"], guesses: boolean, rpc: Rpc): Credential {
  if ("lookup" in credential) return { way: "device", lookup: (key) => rpc.call("lookup", [key]) };
  if (credential.way === "code" && guesses) return { ...credential, spendGuess: () => rpc.call("spendGuess", []) };
  return credential;
}
