// Ways in, and what is refused. Names of checks are those of the security checklist.

import { expect, test } from "vitest";
import { systemRandom } from "../src/base/random";
import { Failure } from "../src/base/error";
import { toHex } from "../src/base/bytes";
import type { Credential } from "../src/session/handshake/config";
import { HandshakeFailure, shakeHands } from "../src/session/handshake/handshake";
import type { Connection } from "../src/transport/connection";
import { makePipe } from "../src/transport/pipe";
import { linkSides, makeKeys, makeSides, meet, type Sides } from "./support/meeting";

const keys = await makeKeys();
const secret = (): Credential => ({ way: "link", secret: systemRandom.bytes(16) });

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof HandshakeFailure) return error.ending;
    throw error;
  }
  return "none";
}

async function bothRefuse(sides: Sides): Promise<[string, string]> {
  const [a, b] = makePipe();
  return Promise.all([refusal(shakeHands(a, sides.operator)), refusal(shakeHands(b, sides.agent))]);
}

async function agree(sides: Sides): Promise<void> {
  const met = await meet(sides);
  expect(toHex(met.operator.handshakeHash)).toBe(toHex(met.agent.handshakeHash));
  expect(toHex(await met.operator.keys.streamKey(true, 0))).toBe(toHex(await met.agent.keys.streamKey(true, 0)));
  expect(met.operator.peer.name).toBe("the agent");
  expect(met.agent.peer.name).toBe("the operator");
}

test("a link", async () => agree(await linkSides(keys)));

test("a spoken code, held by the operator", async () => {
  let guesses = 0;
  const held: Credential = { way: "code", digits: "77302912", spendGuess: async () => void guesses++ };
  await agree(await makeSides({ operator: held, agent: { way: "code", digits: "77302912" } }, "agent", keys));
  expect(guesses).toBe(1);
});

test("a known device, and the introduced and account ways", async () => {
  const psk = systemRandom.bytes(32);
  const operator: Credential = { way: "device", psk, peerKey: keys.agent.publicKey };
  const lookup = async (key: Uint8Array) => (toHex(key) === toHex(keys.operator.publicKey) ? psk : undefined);
  const sides = await makeSides({ operator, agent: { way: "device", lookup } }, "operator", keys);
  await agree(sides);
  expect((await meet(sides)).agent.unconfirmed).toBe(true);
  const intro = systemRandom.bytes(32);
  await agree(
    await makeSides(
      {
        operator: { way: "introduced", secret: intro, peerKey: keys.agent.publicKey },
        agent: { way: "introduced", secret: intro, peerKey: keys.operator.publicKey },
      },
      "operator",
      keys,
    ),
  );
  await agree(await makeSides({ operator: { way: "account" }, agent: { way: "account" } }, "agent", keys));
});

test("SEC-30: a device that is not on the list gets AUTH and no HS2", async () => {
  const operator: Credential = { way: "device", psk: systemRandom.bytes(32), peerKey: keys.agent.publicKey };
  const sides = await makeSides({ operator, agent: { way: "device", lookup: async () => undefined } }, "operator", keys);
  expect(await bothRefuse(sides)).toEqual(["auth", "auth"]);
});

test("SEC-3: two secrets, codes, sessions, ways or grants never make a session", async () => {
  const good = await linkSides(keys);
  const other = await linkSides(keys);
  const mixed = (agent: Partial<Sides["agent"]>): Sides => ({ ...good, agent: { ...good.agent, ...agent } });
  for (const sides of [
    mixed({ credential: secret() }),
    mixed({ session: systemRandom.bytes(16) }),
    mixed({ grantToken: other.agent.grantToken }),
    mixed({ credential: { way: "account" } }),
    mixed({ self: "observer" }),
  ])
    expect((await bothRefuse(sides)).every((ending) => ending !== "none")).toBe(true);
  const held: Credential = { way: "code", digits: "77302912", spendGuess: async () => undefined };
  const wrong = await makeSides({ operator: held, agent: { way: "code", digits: "77302913" } }, "agent", keys);
  expect(await bothRefuse(wrong)).toEqual(["auth", "auth"]);
});

test("SEC-10: without a guess left there is no PAKE2, and one is spent before it goes", async () => {
  const order: string[] = [];
  const spend = async (): Promise<void> => void order.push("spent");
  const held: Credential = { way: "code", digits: "77302912", spendGuess: spend };
  const agent: Credential = { way: "code", digits: "77302912" };
  const sides = await makeSides({ operator: held, agent }, "agent", keys);
  const [a, b] = makePipe();
  const watched: Connection = {
    receive: () => a.receive(),
    close: () => a.close(),
    send: (record) => {
      order.push(`sent ${record[0]}`);
      return a.send(record);
    },
  };
  await Promise.all([shakeHands(watched, sides.operator), shakeHands(b, sides.agent)]);
  expect(order.slice(0, 2)).toEqual(["spent", "sent 2"]);
  const none: Credential = { ...held, spendGuess: () => Promise.reject(new Failure("exhausted")) };
  expect(await bothRefuse(await makeSides({ operator: none, agent }, "agent", keys))).toEqual(["limit", "auth"]);
});

test("SEC-6: a key that is not the grant's, or not the pinned one, is refused", async () => {
  const stranger = await makeKeys();
  const sides = await linkSides(keys);
  expect(await bothRefuse({ ...sides, agent: { ...sides.agent, key: stranger.agent } })).toContain("identity");
  const intro = systemRandom.bytes(32);
  const pinned = await makeSides(
    {
      operator: { way: "introduced", secret: intro, peerKey: stranger.agent.publicKey },
      agent: { way: "introduced", secret: intro, peerKey: keys.operator.publicKey },
    },
    "operator",
    keys,
  );
  expect((await bothRefuse(pinned))[0]).toBe("identity");
});

/** A pipe with somebody in it who changes the n-th record that goes to the agent or to the operator. */
function withMiddle(n: number, change: (record: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>[]): [Connection, Connection] {
  const [a, left] = makePipe();
  const [right, b] = makePipe();
  let count = 0;
  const pump = async (from: Connection, to: Connection): Promise<void> => {
    try {
      for (;;) {
        const record = await from.receive();
        for (const out of count++ === n ? change(record) : [record]) await to.send(out);
      }
    } catch {
      from.close();
      to.close();
    }
  };
  void pump(left, right);
  void pump(right, left);
  return [a, b];
}

test("SEC-4: a relay that changes any byte of any record of a handshake gets no session", async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.log(`seed ${seed}`);
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state % below;
  };
  for (let run = 0; run < 24; run++) {
    const sides = await linkSides(keys);
    const pipe = withMiddle(run % 3, (record) => {
      const at = random(record.length);
      record[at] = (record[at] ?? 0) ^ (1 << random(8));
      return [record];
    });
    const short = { ...sides, operator: { ...sides.operator, deadline: 2000 }, agent: { ...sides.agent, deadline: 2000 } };
    const endings = await Promise.all([
      refusal(shakeHands(pipe[0], short.operator)),
      refusal(shakeHands(pipe[1], short.agent)),
    ]);
    // The initiator is done when HS3 has gone: whether it arrived shows the responder.
    expect(endings[0], `seed ${seed} run ${run}`).not.toBe("none");
    if (run % 3 !== 2) expect(endings[1], `seed ${seed} run ${run}`).not.toBe("none");
  }
});

test("SEC-43: whatever fails, the wire shows the same", async () => {
  const good = await linkSides(keys);
  const answers = new Set<string>();
  for (const agent of [
    { credential: secret() },
    { session: systemRandom.bytes(16) },
    { grantToken: "v4.public.other" },
  ]) {
    const [a, left] = makePipe();
    const [right, b] = makePipe();
    const seen: string[] = [];
    const pump = async (from: Connection, to: Connection, note: boolean): Promise<void> => {
      try {
        for (;;) {
          const record = await from.receive();
          if (note) seen.push(toHex(record));
          await to.send(record);
        }
      } catch {
        to.close();
      }
    };
    void pump(left, right, true);
    void pump(right, left, false);
    await Promise.all([refusal(shakeHands(a, good.operator)), refusal(shakeHands(b, { ...good.agent, ...agent }))]);
    answers.add(seen.join());
  }
  expect([...answers]).toEqual(["7f0002"]);
});
