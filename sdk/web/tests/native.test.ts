// With the native core as the other side, in both roles: real broker, relay, operator's program and agent.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fromBase64url, toBase64url } from "../src/base/bytes";
import { systemRandom } from "../src/base/random";
import { systemClock } from "../src/base/clock";
import { GrantVerifier, type TrustStore } from "../src/crypto/grant_verifier";
import { formatSessionCode, makeSessionCode, parseSessionCode } from "../src/crypto/session_code";
import { makeX25519KeyPair } from "../src/crypto/x25519";
import type { Meeting } from "../src/endpoint/meeting";
import { openSession, type OpenOptions } from "../src/endpoint/open_session";
import type { Credential } from "../src/session/handshake/config";
import type { Session } from "../src/session/session";
import { until } from "./support/live";
import { hasNative, Installation, nativeReach, readReport, type Program } from "./support/native";
import { TrafficProvider } from "./support/traffic";

const order = "settle 0\nseconds 600\ncount 100\ncount_size 3000\n";
const onlyRelays = ["--set", "connection.direct=false"];

describe.skipIf(!hasNative)("with native programs", { timeout: 300_000 }, () => {
  let world: Installation;
  let trust: TrustStore;
  beforeAll(async () => {
    world = await Installation.start();
    trust = await world.trust();
  }, 120_000);
  afterAll(() => world.stop());

  async function provider(meeting: Meeting): Promise<TrafficProvider> {
    const grant = await new GrantVerifier(trust, systemClock).verify(meeting.grant);
    return new TrafficProvider(grant.parts.flatMap((part) => part.mods)[0]?.pub ?? "", order, () => process.hrtime.bigint());
  }

  interface Run {
    readonly session: Session;
    readonly modules: TrafficProvider;
    readonly seen: string[];
    readonly ended: Promise<{ ending: string; byPeer: boolean }>;
  }

  async function open(
    self: "operator" | "agent",
    meeting: Meeting,
    credential: Credential,
    key: OpenOptions["key"],
    reach = nativeReach,
  ): Promise<Run> {
    const modules = await provider(meeting);
    const seen: string[] = [];
    const events = {
      pathLost: () => void seen.push("lost"),
      pathFound: () => void seen.push("found"),
      safetyDigits: (digits: string) => void seen.push(`digits ${digits}`),
    };
    const consent = async (question: { permissions: readonly string[] }) => question.permissions;
    const moreTickets = world.moreTickets(meeting);
    const session = await openSession({ self, meeting, credential, trust, key, name: "page", modules, events, consent, moreTickets, reach });
    return { session, modules, seen, ended: session.run() };
  }

  /** This side is the operator; the native agent joins by what it is given. */
  async function asOperator(by: "link" | "code", reach = nativeReach): Promise<Run & { agent: Program }> {
    const key = await makeX25519KeyPair();
    const made = await world.invite(key);
    const secret = systemRandom.bytes(16);
    const code = makeSessionCode(made.code, systemRandom);
    const arguments_ =
      by === "link"
        ? [`${world.url}/j/${made.invitation}#1.${toBase64url(secret)}.${world.pin}`]
        : [formatSessionCode(code), "--broker", world.url, "--pin", world.pin];
    const agent = world.client.start("cordee-agent", "join", ...arguments_, "--accept", "view", ...onlyRelays);
    const meeting = await world.waitForClient(made.invitation);
    const credential: Credential =
      by === "link" ? { way: "link", secret } : { way: "code", digits: code.secret, spendGuess: async () => undefined };
    return { ...(await open("operator", meeting, credential, key, reach)), agent };
  }

  /** Until both have received what was sent after now. */
  async function requireFlow(run: Run, person: Installation["client"]): Promise<void> {
    await until(() => run.modules.half?.begun === true && readReport(person) !== undefined, "the beginning", 30_000);
    const here = run.modules.half?.heard ?? 0;
    const there = readReport(person)?.count["received"] ?? 0;
    await until(() => (run.modules.half?.heard ?? 0) > here + 60, "messages here", 30_000);
    await until(() => (readReport(person)?.count["received"] ?? 0) > there + 60, "messages there", 30_000);
  }

  /** Nothing was lost, doubled or damaged, on either side. */
  async function checkWhole(run: Run, person: Installation["client"]): Promise<void> {
    const { half } = run.modules;
    await until(() => (readReport(person)?.count["received"] ?? 0) >= (half?.sent ?? 1), "the rest", 30_000);
    expect(half?.wrong).toEqual([]);
    const count = readReport(person)?.count ?? {};
    expect([count["missing"], count["repeated"], count["damaged"]]).toEqual([0, 0, 0]);
    expect(count["received"]).toBe(half?.sent);
  }

  test("a native agent joins by link, a module talks, and a killed relay costs no message", async () => {
    const run = await asOperator("link");
    expect(run.session.peer.software).toMatch(/^cordee \d/);
    expect(run.session.path).toMatch(/^relay 127\.0\.0\.1:\d+ https?$/);
    expect(await run.session.offer("traffic", ["view"])).toEqual(["view"]);
    await requireFlow(run, world.client);
    expect(run.seen.some((what) => /^digits \d{6}$/.test(what))).toBe(true);
    for (let i = 0; i < 2; i++) {
      await world.killRelay();
      await world.startRelay();
      await requireFlow(run, world.client);
    }
    expect(run.seen).toContain("found");
    run.modules.half?.conclude();
    await checkWhole(run, world.client);
    run.session.end();
    expect(await run.ended).toEqual({ ending: "finished", byPeer: false });
    expect(await run.agent.ended).toBe(0);
  });

  test("a native agent joins by code", async () => {
    const run = await asOperator("code");
    await run.session.offer("traffic", ["view"]);
    await requireFlow(run, world.client);
    run.modules.half?.conclude();
    await checkWhole(run, world.client);
    run.session.end();
    expect(await run.agent.ended).toBe(0);
  });

  /** A native operator invites; this side is the agent. */
  async function asAgent(by: "link" | "code"): Promise<Run & { control: Program }> {
    mkdirSync(dirname(world.operator.traffic("order")), { recursive: true });
    writeFileSync(world.operator.traffic("order"), order);
    const shown = await world.operator.run(["invite", "--module", "traffic"]);
    const link = /https:\/\/\S+\/j\/([^#\s]+)#1\.([\w-]{22})\S*/.exec(shown);
    const code = parseSessionCode(/\b\d{4,6}[- ]\d{4}[- ]\d{4}\b/.exec(shown)?.[0] ?? "");
    const control = world.operator.start("cordee", "control", link?.[0] ?? "", ...onlyRelays);
    await control.line(/waiting/);
    const key = await makeX25519KeyPair();
    const meeting = await world.join(by === "link" ? { invitation: link?.[1] ?? "" } : { code: code.routing }, key);
    const secret = fromBase64url(link?.[2] ?? "") ?? new Uint8Array(16);
    const credential: Credential = by === "link" ? { way: "link", secret } : { way: "code", digits: code.secret };
    return { ...(await open("agent", meeting, credential, key)), control };
  }

  test.each(["link", "code"] as const)("a native operator is joined by %s", async (by) => {
    const run = await asAgent(by);
    await requireFlow(run, world.operator);
    if (by === "link") {
      await world.killRelay();
      await world.startRelay();
      await requireFlow(run, world.operator);
    }
    run.modules.half?.stopSending();
    await checkWhole(run, world.operator);
    run.session.end();
    expect(await run.ended).toEqual({ ending: "finished", byPeer: false });
    await run.control.ended;
  });

  test("over long-poll, where something breaks WebSockets", async () => {
    const run = await asOperator("link", {
      webSocket: () => {
        throw new Error("no WebSocket here");
      },
    });
    await run.session.offer("traffic", ["view"]);
    await requireFlow(run, world.client);
    run.modules.half?.conclude();
    await checkWhole(run, world.client);
    run.session.end();
    expect(await run.agent.ended).toBe(0);
  });
});
