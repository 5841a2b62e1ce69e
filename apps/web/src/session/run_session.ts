// From a meeting to a session that is shown, for either side.

import type { Credential, Meeting, X25519KeyPair } from "@cordee/sdk";
import { describeModule, keepGranted, moreTickets, type Caller } from "./broker_side";
import { PageModules } from "../modules/page_modules";
import { operatorOf, SessionView } from "./session_view";
import { ToldActs } from "./told_acts";
import { language } from "../base/language";

type Core = typeof import("./core");

export interface Beginning {
  readonly core: Core;
  readonly self: "operator" | "agent";
  readonly meeting: Meeting;
  readonly credential: Credential;
  readonly trust: Map<string, Uint8Array>;
  readonly key: X25519KeyPair;
  /** Of this side, told to the other. */
  readonly name: string;
  readonly caller: Caller;
  /** For the halves of modules. */
  readonly settings?: ReadonlyMap<string, string>;
}

/** Resolves when the session is up, and runs on; rejects as openInWorker() does. */
export async function runSession(given: Beginning, shown?: (view: SessionView) => void): Promise<SessionView> {
  const { core, self, meeting, caller, trust } = given;
  const session = core.toHex(meeting.session);
  const verifier = new core.GrantVerifier(trust, core.systemClock);
  const grant = await verifier.verify(meeting.grant);
  const told = new ToldActs(caller, session);
  const view = new SessionView(session, meeting, told);
  view.grant.value = grant;
  if (self === "agent") view.peerName.value = operatorOf(grant).name;
  shown?.(view);
  const services = { language: language.value, settings: given.settings ?? new Map<string, string>() };
  const modules = new PageModules(core, view, services, describeModule);
  const worker = core.startWorker();
  try {
    const live = await core.openInWorker(worker.port, {
      self,
      meeting,
      credential: given.credential,
      trust,
      key: given.key,
      name: given.name,
      modules,
      secureOnly: location.protocol === "https:",
      events: view.events,
      moreTickets: moreTickets(core, caller, meeting, session),
      ...(self === "agent"
        ? {
            consent: async (consent, gone) => {
              const { module, permissions: asked } = consent;
              const given = (await view.ask({ kind: "consent", module, consent }, gone)) as readonly string[];
              told.tell(given.length === 0 ? "consent-refused" : "consent-given", { module, facts: { asked, given } });
              return given;
            },
          }
        : {}),
    });
    view.begin(live);
    const stop = new AbortController();
    void keepGranted(core, caller, session, grant, verifier, live, (next) => view.narrowed(next), stop.signal);
    void live.ended
      .then(
        ({ ending, byPeer }) => view.finish(ending, byPeer),
        () => view.finish("failed", false),
      )
      .finally(() => {
        stop.abort();
        worker.stop();
      });
  } catch (error) {
    worker.stop();
    throw error;
  }
  return view;
}
