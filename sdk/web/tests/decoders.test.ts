// SEC-48: whatever comes from outside, a decoder returns or throws a Failure, soon and without much memory.

import { describe, expect, test } from "vitest";
import { concat, copy, fromBase64url, fromHex, fromText, toBase64url, toHex, toText } from "../src/base/bytes";
import { Failure } from "../src/base/error";
import { parseJson } from "../src/base/json";
import { printable } from "../src/base/printable";
import { parseVersion } from "../src/base/version";
import { parseGrant } from "../src/crypto/grant";
import { unverifiedFooter } from "../src/crypto/paseto";
import { parseSessionCode } from "../src/crypto/session_code";
import { parseTimestamp } from "../src/crypto/timestamps";
import { readMeeting } from "../src/endpoint/meeting";
import { decodeControlMessage, encodeControlMessage, type ControlMessage } from "../src/session/control_message";
import { Inbox } from "../src/session/inbox";
import { checkHello, helloText, peerInfo, readPeerInfo } from "../src/session/peer_info";
import { decodeAttach, decodeAttachPayload, encodeAttach } from "../src/wire/attach";
import { decodeAbort, encodeAbort } from "../src/wire/codes";
import { decodeAck, decodeClose, pad, putAck, putClose, putFragment, putUnreliable, readFrames } from "../src/wire/frame";
import { decodeHs1, encodeHs1 } from "../src/wire/handshake";
import { Kind } from "../src/wire/kinds";
import { decodePake1, decodePake2, decodePakeConfirmation, encodePake1, encodePake2 } from "../src/wire/pake";
import { decodePollBody, encodePollBody } from "../src/wire/poll";
import { Writer } from "../src/wire/reader";
import { checkRelayAnswer, decodeRelayGreeting } from "../src/wire/relay_entry";
import { grantObject, makeGrant } from "./support/grant";
import { Seeded, seed } from "./support/seeded";

const key = new Uint8Array(32).fill(9);
const claims = { sid: new Uint8Array(16), operator: key, agent: key, way: "link" };
const frames = new Writer();
putFragment(frames, 2049, true, 7, fromText("hello"));
putAck(frames, 3);
putUnreliable(frames, 2050, fromText("voice"));
putClose(frames, 9);

const messages: readonly ControlMessage[] = [
  { t: "offer", slot: 1, module: "chat", version: { major: 1, minor: 2, patch: 3 }, permissions: ["chat"] },
  { t: "accept", slot: 31, permissions: [] },
  { t: "narrow", slot: 2, permissions: ["view"] },
  { t: "stop", slot: 2, code: 7 },
  { t: "restart", slot: 2, generation: 4_294_967_295 },
  { t: "credit", slot: 2, generation: 0, channel: 15, bytes: 1 },
  { t: "renewal", grant: "v4.public.x" },
  { t: "addresses", candidates: ["192.0.2.7:110"], datagrams: [] },
  { t: "words", step: "commitment", value: key },
  { t: "words", step: "equal", value: new Uint8Array(0) },
  { t: "pair", permissions: ["view"] },
  { t: "paired", permissions: [], device: "" },
  { t: "introduce", name: "Bob", key, secret: key, meeting: "{}" },
  { t: "focus", held: true },
];

const meeting = {
  session: "00".repeat(16),
  way: "link",
  attempt: 1,
  grant: "v4.public.x",
  name: "x",
  connection: {
    relays: [{ id: "r", host: "::1", ports: [443], encapsulations: ["http"], udp: false, tickets: [{ ticket: "t", key: toBase64url(key) }] }],
    ports: [443],
    encapsulations: ["https", "http"],
    candidates: [],
  },
};

type Decoder = readonly [name: string, good: readonly Uint8Array[], decode: (bytes: Uint8Array<ArrayBuffer>) => unknown];
const asText = (decode: (text: string) => unknown) => (bytes: Uint8Array) => decode(toText(bytes) ?? "");

const ctx = new Uint8Array(88);
const decoders: readonly Decoder[] = [
  ["frames", [frames.take(), pad(frames.take())], (bytes) => [...readFrames(bytes)].map((f) => (f.type === 2 ? decodeAck(f.payload) : f.type === 5 ? decodeClose(f.payload) : 0))],
  ["HS1", [encodeHs1({ context: ctx, hello: helloText(), noise: key })], decodeHs1],
  ["PAKE1", [encodePake1({ context: ctx, hello: helloText(), share: new Uint8Array(65) })], decodePake1],
  ["PAKE2", [encodePake2(new Uint8Array(65))], decodePake2],
  ["PAKE3", [concat(Uint8Array.of(3), key, key)], (bytes) => decodePakeConfirmation(Kind.pake3, bytes)],
  ["ATTACH1", [encodeAttach(Kind.attach1, { id: new Uint8Array(16), epoch: 1, noise: key })], (bytes) => decodeAttach(Kind.attach1, bytes)],
  ["attach payload", [new Uint8Array(20)], (bytes) => decodeAttachPayload(Kind.attach1, bytes)],
  ["ABORT", [encodeAbort("auth")], decodeAbort],
  ["poll body", [encodePollBody([key, fromText("x")])], decodePollBody],
  ["relay greeting", [concat(fromText("RLY1"), key)], decodeRelayGreeting],
  ["relay answer", [new Uint8Array(19)], checkRelayAnswer],
  ["control message", messages.map((message) => fromText(encodeControlMessage(message))), asText(decodeControlMessage)],
  ["hello", [helloText()], checkHello],
  ["peer", [peerInfo("a", ["datagram"], 4)], readPeerInfo],
  ["JSON", [fromText('{"a":[1,{"b":"\\u0041\\""}],"c":null}')], asText(parseJson)],
  ["grant", [fromText(JSON.stringify(grantObject(claims)))], asText(parseGrant)],
  ["token", [fromText(makeGrant(claims))], asText(unverifiedFooter)],
  ["meeting", [fromText(JSON.stringify(meeting))], asText((text) => readMeeting(parseJson(text)))],
  ["code", [fromText("4821-7730-2912")], asText(parseSessionCode)],
  ["timestamp", [fromText("2026-01-31T12:00:00+01:30")], asText(parseTimestamp)],
  ["version", [fromText("1.20.3")], asText(parseVersion)],
  ["hex and base64", [fromText("00ff"), fromText("_-8")], asText((text) => [fromHex(text), fromBase64url(text)])],
  ["printable", [fromText("Ada\u202e")], asText(printable)],
];

function mutate(random: Seeded, good: Uint8Array): Uint8Array<ArrayBuffer> {
  let out = copy(good);
  for (let times = 1 + random.below(4); times > 0; times--) {
    const at = random.below(out.length + 1);
    switch (random.below(5)) {
      case 0:
        if (at < out.length) out[at] = random.below(256);
        break;
      case 1:
        if (at < out.length) out[at] = (out[at] ?? 0) ^ (1 << random.below(8));
        break;
      case 2:
        out = out.slice(0, at);
        break;
      case 3:
        out = concat(out.subarray(0, at), random.bytes(random.below(6)), out.subarray(at));
        break;
      default:
        out = concat(out.subarray(0, at), out.subarray(random.below(out.length + 1)));
    }
  }
  return out;
}

describe(`decoders, seed ${seed}`, () => {
  test.each(decoders.map((one) => [one[0], one] as const))("%s", (_, [, good, decode]) => {
    for (const bytes of good) decode(copy(bytes)); // what is right is taken
    const random = new Seeded();
    for (let run = 0; run < 1500; run++) {
      const bytes = run % 10 === 0 ? random.bytes(random.below(200)) : mutate(random, random.pick(good));
      try {
        decode(bytes);
      } catch (error) {
        if (!(error instanceof Failure)) throw new Error(`seed ${seed}, ${toHex(bytes)}: ${String(error)}`);
      }
    }
  });
});

test("control messages survive the way there and back", () => {
  for (const message of messages) expect(decodeControlMessage(encodeControlMessage(message))).toEqual(message);
});

// SEC-26: 0, 1, maximum, maximum + 1.
test("lengths at their limits", () => {
  const hs1 = (hello: number): Uint8Array => encodeHs1({ context: ctx, hello: new Uint8Array(hello), noise: key });
  expect(decodeHs1(hs1(0)).hello.length).toBe(0);
  expect(decodeHs1(hs1(2048)).hello.length).toBe(2048);
  expect(() => hs1(2049)).toThrow("too_large");
  const forged = hs1(2048);
  new DataView(forged.buffer).setUint16(89, 2049);
  expect(() => decodeHs1(forged)).toThrow("too_large");
  expect(() => decodeHs1(new Uint8Array(8193))).toThrow("too_large");
  expect(() => decodePollBody(new Uint8Array(256 * 1024 + 1))).toThrow("too_large");
  expect(() => decodePollBody(Uint8Array.of(0, 0, 0, 0))).toThrow("malformed");
  expect(() => decodePollBody(Uint8Array.of(0, 1, 0, 0))).toThrow("too_large");
  expect(() => [...readFrames(Uint8Array.of(1, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0))]).toThrow("malformed");
  expect(() => [...readFrames(Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0))]).toThrow("unsupported");
  expect(() => [...readFrames(Uint8Array.of(2, 1, 0, 0, 0, 0, 0, 0))]).toThrow("malformed");
  expect(() => [...readFrames(Uint8Array.of(0, 0, 1))]).toThrow("malformed"); // SEC-27
  expect(() => parseJson(`{"a":${"[".repeat(20)}${"]".repeat(20)}}`)).toThrow("malformed");
  expect(() => parseJson('{"a":1,"\\u0061":2}')).toThrow("malformed");
  expect(() => parseJson('{"x":{"a":1,"a":1}}')).toThrow("malformed");
  expect(() => parseJson("[1]")).toThrow("malformed");
  expect(parseJson('{"__proto__":1}')).toHaveProperty("__proto__");
});

test("a message may have 16 MiB and not a byte more, whatever its pieces are", () => {
  const piece = new Uint8Array(60_000);
  const inbox = new Inbox();
  let seq = 0;
  const take = (size: number, last: boolean) =>
    inbox.take({ type: 1, channel: 2049, last, seq: seq++, payload: piece.subarray(0, size) }, () => true);
  const whole = 16 * 1024 * 1024;
  for (let left = whole; left > 60_000; left -= 60_000) take(60_000, false);
  expect(take(whole % 60_000, true)?.bytes.length).toBe(whole);
  for (let left = whole; left > 60_000; left -= 60_000) take(60_000, false);
  expect(() => take((whole % 60_000) + 1, true)).toThrow("too_large");
  expect(() => inbox.take({ type: 1, channel: 0, last: true, seq: seq + 1, payload: piece }, () => true)).toThrow("unexpected");
});
