// Two sessions of this package talk to each other.

import { describe, expect, test } from "vitest";
import { fromText, toText, type Bytes } from "../src/base/bytes";
import { systemRandom } from "../src/base/random";
import { Failure } from "../src/base/error";
import type { Ended } from "../src/session/ended";
import { makeGrant } from "./support/grant";
import { makePipe } from "../src/transport/pipe";
import { openLive, until, type Live } from "./support/live";
import { linkSides, makeKeys, makeSides } from "./support/meeting";
import { TestProvider } from "./support/echo";

const control = 0;
const bulk = 1;
const voice = 2;

const text = (bytes: Bytes | undefined): string => (bytes && toText(bytes)) ?? "";

async function finish(live: Live): Promise<[Ended, Ended]> {
  live.operator.end();
  return Promise.all([live.ended.operator, live.ended.agent]);
}

async function code(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "none",
    (error: unknown) => (error instanceof Failure ? error.code : String(error)),
  );
}

describe("modules", () => {
  test("are offered, consented to, talk, and end", async () => {
    const asked: string[] = [];
    const live = await openLive({
      consent: async (question) => {
        asked.push(`${question.operatorName} of ${question.organisation}: ${question.permissions.join()}`);
        return ["view"];
      },
    });
    expect(await live.operator.offer("echo", ["view", "input", "shell"])).toEqual(["view"]);
    expect(asked).toEqual(["Ada of Example: view,input"]);
    live.at.operator.half.port.send(control, fromText("hello"));
    live.at.operator.half.port.send(voice, fromText("voice"));
    const { heard } = live.at.operator.half;
    await until(() => heard.length === 2, "the echo");
    expect(heard.map((one) => text(one.message)).sort()).toEqual(["hello", "voice"]);
    live.at.agent.half.port.finished();
    await until(() => live.at.operator.half.stopped, "the end of the module");
    expect(await finish(live)).toEqual([
      { ending: "finished", byPeer: false },
      { ending: "finished", byPeer: true },
    ]);
  });

  test("are refused by the grant, the person, the policy and the provider", async () => {
    let answer: readonly string[] = [];
    const live = await openLive({ consent: async () => answer });
    expect(await code(live.operator.offer("shell", ["view"]))).toBe("not_permitted");
    expect(await code(live.operator.offer("echo", ["shell"]))).toBe("not_permitted");
    expect(await code(live.operator.offer("echo", ["view"]))).toBe("refused");
    live.agent.changePolicy({ deniedModules: ["echo"], deniedPermissions: [] });
    answer = ["view"];
    expect(await code(live.operator.offer("echo", ["view"]))).toBe("refused");
    live.agent.changePolicy({ deniedModules: [], deniedPermissions: [] });
    expect(await live.operator.offer("echo", ["view"])).toEqual(["view"]);
    await finish(live);
  });

  test("are narrowed by the person while they run", async () => {
    const live = await openLive();
    await live.operator.offer("echo", ["view", "input"]);
    live.agent.withdraw("echo", ["input"]);
    await until(() => live.at.operator.half.permissions.join() === "view", "narrowed there");
    expect(live.at.agent.half.permissions).toEqual(["view"]);
    live.agent.withdraw("echo", ["view"]);
    await until(() => live.at.operator.half.stopped, "ended there");
    await finish(live);
  });

  test("an input that this session has not is not delivered", async () => {
    const live = await openLive();
    await live.operator.offer("echo", ["view", "input"]);
    live.agent.focus(false);
    await until(() => live.at.operator.half.permissions.join() === "view", "narrowed");
    live.at.operator.half.port.send(3, fromText("keys"));
    live.at.operator.half.port.send(control, fromText("x"));
    await until(() => live.at.operator.half.heard.length > 0, "the echo");
    expect(live.at.operator.half.heard.map((one) => text(one.message))).toEqual(["x"]);
    live.agent.focus(true);
    await until(() => live.at.operator.half.permissions.join() === "view,input", "widened again");
    live.at.operator.half.port.send(3, fromText("keys"));
    await until(() => live.at.operator.half.heard.length === 2, "the keys");
    await finish(live);
  });

  test("a large message arrives whole, and a small one does not wait for it", async () => {
    const live = await openLive();
    await live.operator.offer("echo", ["view"]);
    const large = systemRandom.bytes(60_000);
    const all = new Uint8Array(700_000).map((_, i) => large[i % large.length] ?? 0);
    live.at.operator.half.port.send(bulk, all);
    live.at.operator.half.port.send(control, fromText("first"));
    const { heard } = live.at.operator.half;
    await until(() => heard.length === 2, "both", 15_000);
    expect(text(heard[0]?.message)).toBe("first");
    expect(Buffer.compare(heard[1]?.message ?? new Uint8Array(0), all)).toBe(0);
    await finish(live);
  });

  test("a half that takes nothing stops its own channel only, and goes on where it was", async () => {
    const live = await openLive({ provider: { agent: new TestProvider() } });
    await live.operator.offer("echo", ["view"]);
    live.at.agent.half.deaf = true;
    const port = live.at.operator.half.port;
    let sent = 0;
    while (port.send(bulk, new Uint8Array(100_000).fill(sent))) sent++;
    expect(sent).toBe(11); // 1 MiB, and one message beyond it
    expect(port.send(control, fromText("goes"))).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(live.at.operator.half.writables).toBe(0);
    live.at.agent.half.deaf = false;
    live.at.agent.half.port.resume();
    await until(() => live.at.operator.half.writables > 0, "room again");
    await until(() => live.at.agent.half.heard.length === sent + 1, "everything");
    const { heard } = live.at.agent.half;
    expect(heard.filter((one) => one.channel === bulk).map((one) => one.message[0])).toEqual([...Array(sent).keys()]);
    await finish(live);
  });

  test("a half that began anew hears nothing of its former life", async () => {
    const live = await openLive({ provider: { agent: new TestProvider() } });
    await live.operator.offer("echo", ["view"]);
    live.at.operator.half.port.send(control, fromText("old"));
    live.at.operator.half.port.restarted();
    live.at.operator.half.port.send(control, fromText("new"));
    await until(() => live.at.agent.half.restarts === 1, "the restart");
    await until(() => live.at.agent.half.heard.length > 0, "a message");
    expect(live.at.agent.half.heard.map((one) => text(one.message))).toEqual(["new"]);
    await finish(live);
  });

  test("are told what the path leaves to them", async () => {
    const live = await openLive();
    await live.operator.offer("echo", ["view"]);
    for (let i = 0; i < 20; i++) live.at.operator.half.port.send(bulk, new Uint8Array(30_000));
    await until(() => live.at.operator.half.rates.length > 0, "a rate");
    expect(live.at.operator.half.rates[0]).toBeGreaterThan(0);
    expect(live.operator.roundTrip).toBeGreaterThan(0);
    await finish(live);
  });
});

describe("resumption", () => {
  // SEC-19
  test("under many cuts each message arrives once and in order", async () => {
    const live = await openLive();
    await live.operator.offer("echo", ["view"]);
    const { half } = live.at.operator;
    let next = 0;
    const send = (): void => {
      for (let i = 0; i < 20; i++) half.port.send(control, fromText(`${next++} ${"x".repeat((next * 7919) % 3000)}`));
    };
    for (let cut = 0; cut < 6; cut++) {
      send();
      await until(() => half.heard.length > cut * 20 + 3, "some of it");
      live.rendezvous.cut();
      send();
    }
    await until(() => half.heard.length === next, `all ${next}`, 15_000);
    expect(half.heard.map((one) => Number(text(one.message).split(" ")[0]))).toEqual([...Array(next).keys()]);
    await finish(live);
  });

  test("a session without a path waits, and is told of it", async () => {
    const seen: string[] = [];
    const events = { operator: { pathLost: () => void seen.push("lost"), pathFound: () => void seen.push("found") } };
    const live = await openLive({ events });
    await live.operator.offer("echo", ["view"]);
    live.rendezvous.closed = true;
    live.rendezvous.cut();
    await until(() => seen.includes("lost"), "lost");
    live.at.operator.half.port.send(control, fromText("meanwhile"));
    live.rendezvous.closed = false;
    live.rendezvous.match();
    await until(() => live.at.operator.half.heard.length === 1, "the echo");
    expect(seen).toEqual(["lost", "found"]);
    await finish(live);
  });

  // SEC-22
  test("without any path for too long both sides end", async () => {
    const live = await openLive({ timing: { patience: 200 } });
    live.rendezvous.closed = true;
    live.rendezvous.cut();
    const ended = await Promise.all([live.ended.operator, live.ended.agent]);
    expect(ended.map((one) => one.ending)).toEqual(["resume", "resume"]);
  });

  test("a silent path is left for another one", async () => {
    const [a, middleA] = makePipe();
    const [middleB, b] = makePipe();
    let dead = false;
    const pump = async (from: typeof a, to: typeof a): Promise<void> => {
      for (;;) {
        const record = await from.receive();
        if (!dead) await to.send(record);
      }
    };
    void pump(middleA, middleB).catch(() => middleB.close());
    void pump(middleB, middleA).catch(() => middleA.close());
    const live = await openLive({ pipe: [a, b], timing: { suspect: 200 } });
    await live.operator.offer("echo", ["view"]);
    dead = true;
    live.at.operator.half.port.send(control, fromText("through"));
    // Only the initiator, the agent, looks for another one; the operator's message waits until it does.
    live.at.agent.half.port.send(control, fromText("from the agent"));
    await until(() => live.at.operator.half.heard.length === 2, "both messages");
    await finish(live);
  });
});

describe("grants", () => {
  const renewal = (live: Live, more: object): string => makeGrant({ ...live.sides.claims, seq: 2, ...more });

  // SEC-34
  test("a renewal narrows at once on both sides", async () => {
    const live = await openLive();
    await live.operator.offer("echo", ["view", "input"]);
    await live.operator.renew(renewal(live, { perms: ["view"] }));
    expect(live.at.operator.half.permissions).toEqual(["view"]);
    await until(() => live.at.agent.half.permissions.join() === "view", "narrowed there");
    expect(await code(live.operator.renew(renewal(live, { seq: 1 })))).not.toBe("none");
    const stranger = await makeKeys();
    expect(await code(live.operator.renew(renewal(live, { seq: 5, agent: stranger.agent.publicKey })))).toBe("not_permitted");
    await finish(live);
  });

  // SEC-36
  test("a revocation ends the session", async () => {
    const live = await openLive();
    await live.operator.renew(renewal(live, { typ: "revoke" }));
    expect((await live.ended.operator).ending).toBe("revoked");
    expect((await live.ended.agent).ending).toBe("revoked");
  });

  // SEC-35
  test("without a renewal rights end a minute after the grant", async () => {
    const keys = await makeKeys();
    const sides = await linkSides(keys, { at: Date.now() - 80_000, life: 20_500 });
    const live = await openLive({ sides });
    expect((await live.ended.operator).ending).toBe("expired");
    expect((await live.ended.agent).ending).toBe("expired");
  });
});

describe("safety digits", () => {
  test("are the same on both sides, and a no ends the session", async () => {
    const seen: string[] = [];
    const note = { safetyDigits: (digits: string): void => void seen.push(digits) };
    const live = await openLive({ events: { operator: note, agent: note } });
    await until(() => seen.length === 2, "digits");
    expect(seen[0]).toMatch(/^\d{6}$/);
    expect(seen[1]).toBe(seen[0]);
    live.operator.digitsCompared(false);
    expect((await live.ended.agent).ending).toBe("sas");
  });

  // SEC-29
  test("an account-only session lets nothing in before they were compared", async () => {
    const sides = await makeSides({ operator: { way: "account" }, agent: { way: "account" } }, "agent", await makeKeys());
    let equalThere = 0;
    const live = await openLive({ sides, events: { operator: { digitsEqualThere: () => void equalThere++ } } });
    expect(live.agent.verified).toBe(false);
    expect(await code(live.operator.offer("echo", ["view"]))).toBe("refused");
    await until(() => live.agent.safetyDigits !== undefined, "digits");
    live.agent.digitsCompared(true);
    await until(() => equalThere === 1, "the other side's word");
    expect(await live.operator.offer("echo", ["view"])).toEqual(["view"]);
    await finish(live);
  });
});
