// What one side of a session asks of the broker while it runs: more tickets, new grants, and what the policy took away.

import type { Grant, GrantVerifier, LiveSession, Meeting, MoreTickets } from "@cordee/sdk";
import { call, callText } from "../api/call";
import { Problem } from "../api/problem";

type Core = typeof import("./core");

/** How a side says who it is: by the session's token, or as who is signed in. */
export interface Caller {
  post(path: string, body: unknown, signal?: AbortSignal): Promise<string>;
  /** What waits for news; "{}" when there are none yet. */
  poll(path: string, body: unknown, signal: AbortSignal): Promise<string>;
}

export function callerOf(access: string): Caller {
  const post: Caller["post"] = (path, body, signal) => callText("POST", path, { body, bearer: access, signal });
  return { post, poll: post };
}

export function moreTickets(core: Core, caller: Caller, meeting: Meeting, session: string): MoreTickets {
  const { attempt } = meeting;
  return async (on, failed) => {
    const answer = await caller.post(`/sessions/${session}/tickets`, { attempt, failed, ...(on === undefined ? {} : { on }) });
    const known = meeting.relays[0];
    return core
      .readRelays(core.parseJson(answer))
      .map((relay) => (known ? { ...relay, encapsulations: relay.encapsulations.filter((one) => known.encapsulations.includes(one)) } : relay));
  };
}

/** A third of a grant's life is left for what goes wrong. */
const leastWait = 15_000;
const afterFailure = 20_000;

/** Keeps the grant fresh and hears at once when it is narrowed; until the signal. */
export async function keepGranted(
  core: Core,
  caller: Caller,
  session: string,
  first: Grant,
  verifier: GrantVerifier,
  live: LiveSession,
  changed: (grant: Grant) => void,
  signal: AbortSignal,
): Promise<void> {
  let grant = first;
  const take = async (answer: string): Promise<void> => {
    const token = core.parseJson(answer)["grant"];
    if (typeof token !== "string") return;
    const next = await verifier.verify(token).catch(() => undefined);
    if (!next || next.seq <= grant.seq) return;
    grant = next;
    await live.renew(token);
    changed(next);
  };
  const repeat = async (work: () => Promise<void>): Promise<void> => {
    while (!signal.aborted)
      await work().catch(async (error: unknown) => {
        if (!signal.aborted) await pause(waitAfter(error), signal);
      });
  };
  await Promise.all([
    repeat(async () => take(await caller.poll(`/sessions/${session}/watch`, { seq: grant.seq }, signal))),
    repeat(async () => {
      await pause(Math.max(leastWait, ((grant.exp - Date.now()) * 2) / 3), signal);
      if (!signal.aborted) await take(await caller.post(`/sessions/${session}/grant`, {}, signal));
    }),
  ]);
}

function waitAfter(error: unknown): number {
  return error instanceof Problem && error.retryAfter ? error.retryAfter * 1000 : afterFailure / (navigator.onLine ? 10 : 1);
}

export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(end, milliseconds);
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      done();
    }
    signal.addEventListener("abort", end, { once: true });
  });
}

export function describeModule<T>(id: string, version?: string): Promise<T> {
  return call<T>("GET", `/modules/${encodeURIComponent(id)}/web${version ? `?version=${encodeURIComponent(version)}` : ""}`);
}
