// Records, grants and keys: what is refused.

import { ed25519 } from "@noble/curves/ed25519.js";
import { describe, expect, test } from "vitest";
import { copy, fromText, toHex } from "../src/base/bytes";
import { systemClock, type Clock } from "../src/base/clock";
import { systemRandom } from "../src/base/random";
import { codeOf } from "../src/base/error";
import { equalConstantTime } from "../src/crypto/equal";
import { verifyEd25519 } from "../src/crypto/ed25519";
import { GrantVerifier } from "../src/crypto/grant_verifier";
import { hkdf, hmacSha256 } from "../src/crypto/hash";
import { KeySchedule } from "../src/crypto/key_schedule";
import { RecordOpener, RecordSealer, recordLimits } from "../src/crypto/record";
import { makeSessionCode, parseSessionCode } from "../src/crypto/session_code";
import { Spake2 } from "../src/crypto/spake2";
import { parseTimestamp } from "../src/crypto/timestamps";
import { makeX25519KeyPair, useNobleX25519, x25519 } from "../src/crypto/x25519";
import { beginResumption, ResumeResponder } from "../src/session/resumption";
import { grantObject, makeGrant, signToken, trust } from "./support/grant";
import { Seeded, seed } from "./support/seeded";

const code = (work: Promise<unknown>): Promise<string> => work.then(() => "none", codeOf);

async function ends(limits = recordLimits): Promise<[RecordSealer, RecordOpener]> {
  const key = systemRandom.bytes(32);
  return [await RecordSealer.of(copy(key), 1, systemClock, limits), await RecordOpener.of(copy(key), 1)];
}

describe("records", () => {
  // SEC-18
  test("any bit flipped, any record left out, repeated or swapped is detected", async () => {
    const random = new Seeded();
    console.log(`seed ${seed}`);
    const [sealer, opener] = await ends();
    const one = await sealer.seal(fromText("one"));
    const two = await sealer.seal(fromText("two"));
    expect(await code(opener.open(two))).toBe("unexpected");
    for (let i = 0; i < 100; i++) {
      const bad = copy(one);
      const at = random.below(bad.length);
      bad[at] = (bad[at] ?? 0) ^ (1 << random.below(8));
      expect(await code(opener.open(bad)), `seed ${seed}`).not.toBe("none");
    }
    expect(await opener.open(one)).toEqual(fromText("one"));
    expect(await code(opener.open(one))).toBe("unexpected");
    expect(await opener.open(two)).toEqual(fromText("two"));
  });

  // SEC-17
  test("rekeying happens at the limits, and a forged generation moves nothing", async () => {
    const [sealer, opener] = await ends({ ...recordLimits, records: 2 });
    for (let i = 0; i < 7; i++) {
      const record = await sealer.seal(fromText(String(i)));
      expect(record[3]).toBe(Math.floor(i / 2));
      const forged = copy(record);
      forged[3] = (forged[3] ?? 0) + 1;
      expect(await code(opener.open(forged))).not.toBe("none");
      expect(await opener.open(record)).toEqual(fromText(String(i)));
    }
  });

  // SEC-15
  test("an epoch ends before its counter does", async () => {
    const [sealer] = await ends({ ...recordLimits, counter: 2 });
    await sealer.seal(fromText("a"));
    await sealer.seal(fromText("b"));
    expect(await code(sealer.seal(fromText("c")))).toBe("exhausted");
    expect(await code(sealer.seal(new Uint8Array(65535)))).toBe("too_large");
  });
});

describe("grants", () => {
  const key = new Uint8Array(32).fill(9);
  const claims = { sid: new Uint8Array(16), operator: key, agent: key, way: "link" };
  const verify = (token: string, clock: Clock = systemClock) => code(new GrantVerifier(trust, clock).verify(token));
  const changed = (change: object): string => signToken(JSON.stringify({ ...grantObject(claims), ...change }));

  // SEC-33, SEC-47
  test("what is not exactly right is refused", async () => {
    const good = makeGrant(claims);
    expect(await verify(good)).toBe("none");
    const flipped = good.replace(/.{20}$/, (end) => end.replace(/[a-z]/, (c) => (c === "a" ? "b" : "a")));
    expect(await verify(good.slice(0, 60) + (good[60] === "A" ? "B" : "A") + good.slice(61))).toBe("bad_signature");
    expect(await verify(flipped)).not.toBe("none");
    expect(await verify(signToken(JSON.stringify(grantObject(claims)), '{"kid":"k2"}'))).toBe("not_found");
    expect(await verify(signToken(JSON.stringify(grantObject(claims)), '{"kid":"k1"}', "rs1/relay-ticket/v1"))).toBe("bad_signature");
    expect(await verify(signToken(JSON.stringify(grantObject(claims)), '{"kid":"k1","x":"y"}'))).toBe("malformed");
    expect(await verify(signToken(JSON.stringify(grantObject(claims)).replace('"seq":1', '"seq":1,"seq":2')))).toBe("malformed");
    expect(await verify(changed({ crit: ["later"] }))).toBe("unsupported");
    expect(await verify(changed({ seq: "1" }))).toBe("malformed");
    expect(await verify(changed({ rec: { rule: "perhaps", keys: [] } }))).toBe("malformed");
    expect(await verify(makeGrant({ ...claims, life: 16 * 60_000 }))).toBe("not_permitted");
    expect(await verify(makeGrant({ ...claims, at: Date.now() - 20 * 60_000 }))).toBe("expired");
    expect(await verify(makeGrant({ ...claims, at: Date.now() + 5 * 60_000 }))).toBe("not_yet_valid");
    expect(await verify(`${good}${"A".repeat(4096)}`)).toBe("too_large");
  });

  test("an older one than was seen is refused, and turning the clock back brings none to life", async () => {
    let wall = Date.now();
    let steady = 0;
    const clock: Clock = { wall: () => wall, steady: () => steady, after: () => () => undefined };
    const verifier = new GrantVerifier(trust, clock);
    const first = makeGrant({ ...claims, at: wall });
    expect(await code(verifier.verify(first))).toBe("none");
    expect(await code(verifier.verify(makeGrant({ ...claims, seq: 2, at: wall })))).toBe("none");
    expect(await code(verifier.verify(first))).toBe("already_used");
    steady += 20 * 60_000;
    wall -= 60 * 60_000;
    expect(await code(verifier.verify(makeGrant({ ...claims, seq: 3, at: wall + 60 * 60_000 })))).toBe("expired");
  });

  test("timestamps are RFC 3339, to the second", () => {
    expect(parseTimestamp("1970-01-01T00:00:00Z")).toBe(0);
    expect(parseTimestamp("2024-02-29T23:59:59.9+01:30")).toBe(Date.UTC(2024, 1, 29, 22, 29, 59));
    for (const bad of ["2023-02-29T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:00:60Z", "1969-12-31T23:59:59Z", "2024-1-1T00:00:00Z", "2024-01-01T00:00:00"])
      expect(parseTimestamp(bad), bad).toBeUndefined();
  });
});

describe("keys", () => {
  // SEC-7
  test.each([false, true])("points of small order are refused (noble %s)", async (noble) => {
    useNobleX25519(noble);
    const pair = await makeX25519KeyPair();
    for (const bad of [new Uint8Array(32), Uint8Array.of(1, ...new Array<number>(31).fill(0)), new Uint8Array(31)])
      expect(await code(x25519(pair, bad))).toBe("bad_key");
    const peer = await makeX25519KeyPair();
    expect(toHex(await x25519(pair, peer.publicKey))).toBe(toHex(await x25519(peer, pair.publicKey)));
    useNobleX25519(false);
  });

  test("the engine's secret keys cannot be read by script", async () => {
    const pair = await makeX25519KeyPair();
    expect(pair.secret).toBeInstanceOf(CryptoKey);
    expect((pair.secret as CryptoKey).extractable).toBe(false); // SEC-44
  });

  test("signatures have one spelling, and keys of small order sign nothing", async () => {
    const seed32 = new Uint8Array(32).fill(3);
    const message = fromText("m");
    const signature = ed25519.sign(message, seed32);
    const publicKey = ed25519.getPublicKey(seed32);
    expect(await verifyEd25519(publicKey, message, signature)).toBe(true);
    let s = 0n;
    for (let i = 31; i >= 0; i--) s = (s << 8n) | BigInt(signature[32 + i] ?? 0);
    s += ed25519.Point.Fn.ORDER; // the same modulo the order
    const again = copy(signature);
    for (let i = 0; i < 32; i++, s >>= 8n) again[32 + i] = Number(s & 255n);
    expect(await verifyEd25519(publicKey, message, again)).toBe(false);
    expect(await verifyEd25519(new Uint8Array(32), message, signature)).toBe(false);
    expect(await verifyEd25519(publicKey, message, signature.subarray(1))).toBe(false);
  });

  test("a share of SPAKE2 is an uncompressed point of the curve", async () => {
    const setup = { identityA: "a", identityB: "b", associated: new Uint8Array(0) };
    const run = await Spake2.start("a", setup, new Uint8Array(32).fill(1), systemRandom);
    for (const bad of [new Uint8Array(65), run.share.subarray(1), Uint8Array.of(4, ...run.share.subarray(1, 64), 0), Uint8Array.of(2, ...run.share.subarray(1, 33)), new Uint8Array(1)])
      expect(await code(Spake2.checkShare(bad))).toBe("bad_key");
    expect(await code(Spake2.start("a", setup, new Uint8Array(32), systemRandom))).toBe("bad_key");
    expect(await code(Spake2.start("a", setup, new Uint8Array(32).fill(255), systemRandom))).toBe("bad_key");
  });

  test("HMAC with an empty key, and HKDF of RFC 5869's third example", async () => {
    expect(toHex(await hmacSha256(new Uint8Array(0), new Uint8Array(0)))).toBe(
      "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad",
    );
    const okm = await hkdf(new Uint8Array(0), new Uint8Array(22).fill(11), new Uint8Array(0), 42);
    expect(toHex(okm)).toBe("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
  });

  test("secrets are compared as a whole", () => {
    expect(equalConstantTime(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(equalConstantTime(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(equalConstantTime(Uint8Array.of(1, 2), Uint8Array.of(1))).toBe(false);
  });
});

// SEC-9
test("a code with a wrong digit or two swapped goes nowhere", () => {
  const random = new Seeded();
  for (let i = 0; i < 50; i++) {
    const { routing, secret } = makeSessionCode(String(1000 + random.below(900_000)), { bytes: (size) => random.bytes(size) });
    const digits = routing + secret;
    expect(parseSessionCode(digits)).toEqual({ routing, secret });
    const at = random.below(digits.length - 1);
    const wrong = digits.slice(0, at) + String((Number(digits[at]) + 1 + random.below(9)) % 10) + digits.slice(at + 1);
    expect(() => parseSessionCode(wrong), `seed ${seed}`).toThrow("bad_signature");
    if (digits[at] !== digits[at + 1]) {
      const swapped = digits.slice(0, at) + digits.charAt(at + 1) + digits.charAt(at) + digits.slice(at + 2);
      expect(() => parseSessionCode(swapped), `seed ${seed}`).toThrow("bad_signature");
    }
  }
  for (const bad of ["", "12345678901", "4821-7730-291x", "1".repeat(65)]) expect(() => parseSessionCode(bad)).toThrow("malformed");
});

// SEC-20
test("only who holds the resume secret attaches, once for each epoch", async () => {
  const secrets = async (fill: number) => ({
    keys: await KeySchedule.of({ k1: new Uint8Array(32).fill(fill), k2: new Uint8Array(32), hash: new Uint8Array(32) }),
    handshakeHash: new Uint8Array(32),
    session: new Uint8Array(16),
  });
  const own = { recvNext: 1, sendNext: 2 };
  const mine = await secrets(1);
  const responder = new ResumeResponder(mine, systemClock);
  const begun = await beginResumption(mine, 1, own);
  const { attach2, resumed } = await responder.answer(begun.attach1, () => own);
  const there = await begun.finish(attach2);
  expect(toHex(await there.keys.streamKey(true, 1))).toBe(toHex(await resumed.keys.streamKey(true, 1)));
  expect(await code(responder.answer((await beginResumption(await secrets(2), 2, own)).attach1, () => own))).toBe("not_permitted");
  expect(await code(responder.answer((await beginResumption(mine, 70_000, own)).attach1, () => own))).toBe("unexpected");
  expect(responder.confirm(1)).toBe(true);
  expect(await code(responder.answer(begun.attach1, () => own))).toBe("already_used");
  for (let i = 0; i < 8; i++) await responder.answer((await beginResumption(mine, 2, own)).attach1, () => own);
  expect(await code(responder.answer((await beginResumption(mine, 3, own)).attach1, () => own))).toBe("exhausted");
});
