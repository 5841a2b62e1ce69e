// The published vectors as cases, which run in Node and in a page.

import rs1 from "../../../../tests/vectors/rs1-protocol.json";
import cacophony from "../../../../tests/vectors/noise-cacophony.json";
import flynn from "../../../../tests/vectors/noise-flynn.json";
import snow from "../../../../tests/vectors/noise-snow-multipsk.json";
import paseto from "../../../../tests/vectors/paseto-v4-public.json";
import spake2 from "../../../../tests/vectors/spake2-p256.json";
import { concat, fromHex, fromText, toText, type Bytes } from "../../src/base/bytes";
import { Failure } from "../../src/base/error";
import { systemClock } from "../../src/base/clock";
import type { Random } from "../../src/base/random";
import { equalConstantTime } from "../../src/crypto/equal";
import { hkdfExtract, sha256 } from "../../src/crypto/hash";
import { AesGcm, counterNonce } from "../../src/crypto/aead";
import { KeySchedule } from "../../src/crypto/key_schedule";
import { Handshake } from "../../src/crypto/noise/handshake";
import { parseProtocol, patternTable, type PatternTable } from "../../src/crypto/noise/pattern";
import { verifyPaseto } from "../../src/crypto/paseto";
import { codePsk, linkPsk } from "../../src/crypto/psk";
import { RecordOpener, RecordSealer, recordLimits } from "../../src/crypto/record";
import { dammCheckDigit, formatSessionCode, parseSessionCode } from "../../src/crypto/session_code";
import { Spake2, codeScalar } from "../../src/crypto/spake2";
import { x25519KeyPair } from "../../src/crypto/x25519";
import { decodeAttach, decodeAttachPayload, encodeAttach, encodeAttachContext, encodeAttachPayload } from "../../src/wire/attach";
import { encodeContext } from "../../src/wire/context";
import { decodeHs1, encodeHandshake, encodeHs1 } from "../../src/wire/handshake";
import { Kind } from "../../src/wire/kinds";
import { encodePake1, encodePake2, encodePakeConfirmation } from "../../src/wire/pake";
import { check, equal, sameBytes, type Case } from "./check";

const hex = (text: string): Bytes => {
  const out = fromHex(text);
  if (!out) throw new Error("a vector is no hex");
  return out;
};
const fixed = (...values: Bytes[]): Random => ({ bytes: () => values.shift() ?? new Uint8Array(0) });

/** Patterns of the vectors that the protocol does not use. */
const table: PatternTable = {
  ...patternTable,
  N: ["r", "e,es"],
  K: ["ir", "e,es,ss"],
  X: ["r", "e,es,s,ss"],
  NK: ["r", "e,es|e,ee"],
  NX: ["", "e|e,ee,s,es"],
  XN: ["", "e|e,ee|s,se"],
  XK: ["r", "e,es|e,ee|s,se"],
  KN: ["i", "e|e,ee,se"],
  KK: ["ir", "e,es,ss|e,ee,se"],
  KX: ["i", "e|e,ee,se,s,es"],
  IN: ["", "e,s|e,ee,se"],
  IX: ["", "e,s|e,ee,se,s,es"],
};

interface NoiseVector {
  protocol_name: string;
  init_prologue?: string;
  resp_prologue?: string;
  init_psks?: string[];
  resp_psks?: string[];
  init_static?: string;
  resp_static?: string;
  init_ephemeral?: string;
  resp_ephemeral?: string;
  init_remote_static?: string;
  resp_remote_static?: string;
  handshake_hash?: string;
  transport_first?: string;
  messages: { payload: string; ciphertext: string }[];
}

/** Some sets leave out what follows from the other side's secret. */
async function remoteStatic(vector: NoiseVector, initiator: boolean, rs: string | undefined): Promise<{ rs?: Bytes }> {
  if (rs) return { rs: hex(rs) };
  const known = patternKnows(vector.protocol_name, initiator);
  const secret = initiator ? vector.resp_static : vector.init_static;
  return known && secret ? { rs: (await x25519KeyPair(hex(secret))).publicKey } : {};
}

function patternKnows(name: string, initiator: boolean): boolean {
  const pattern = parseProtocol(name, table);
  return initiator ? pattern.responderKnown : pattern.initiatorKnown;
}

async function noiseSide(vector: NoiseVector, initiator: boolean): Promise<Handshake> {
  const mine = initiator
    ? { s: vector.init_static, e: vector.init_ephemeral, rs: vector.init_remote_static, prologue: vector.init_prologue, psks: vector.init_psks }
    : { s: vector.resp_static, e: vector.resp_ephemeral, rs: vector.resp_remote_static, prologue: vector.resp_prologue, psks: vector.resp_psks };
  return Handshake.create({
    name: vector.protocol_name,
    initiator,
    prologue: hex(mine.prologue ?? ""),
    psks: (mine.psks ?? []).map(hex),
    table,
    ...(mine.s ? { s: await x25519KeyPair(hex(mine.s)) } : {}),
    ...(mine.e ? { ephemeral: await x25519KeyPair(hex(mine.e)) } : {}),
    ...(await remoteStatic(vector, initiator, mine.rs)),
  });
}

async function runNoise(vector: NoiseVector): Promise<void> {
  const sides = [await noiseSide(vector, true), await noiseSide(vector, false)] as const;
  let turn = 0;
  let at = 0;
  for (; !sides[0].finished; at++, turn = 1 - turn) {
    const message = vector.messages[at];
    if (!message) throw new Error("messages are missing");
    const sent = await sides[turn === 0 ? 0 : 1].write(hex(message.payload));
    sameBytes(sent, message.ciphertext, `message ${at}`);
    sameBytes(await sides[turn === 0 ? 1 : 0].read(sent), message.payload, `payload ${at}`);
  }
  const keys = await sides[0].finish();
  const other = await sides[1].finish();
  check(equalConstantTime(keys.hash, other.hash), "both sides have one hash");
  if (vector.handshake_hash) sameBytes(keys.hash, vector.handshake_hash, "handshake hash");
  const ciphers = [await AesGcm.of(keys.k1), await AesGcm.of(keys.k2)] as const;
  const counters = [0, 0];
  const oneWay = at === 1;
  if (vector.transport_first === "initiator") turn = 0;
  for (; at < vector.messages.length; at++, turn = oneWay ? 0 : 1 - turn) {
    const message = vector.messages[at];
    const from = oneWay || turn === 0 ? 0 : 1;
    const nonce = counterNonce(counters[from] ?? 0);
    counters[from] = (counters[from] ?? 0) + 1;
    sameBytes(await ciphers[from].seal(nonce, new Uint8Array(0), hex(message?.payload ?? "")), message?.ciphertext ?? "", `transport ${at}`);
  }
}

function noiseCases(): Case[] {
  const sets: readonly (readonly [string, readonly NoiseVector[]])[] = [
    ["cacophony", cacophony.vectors],
    ["flynn", flynn.vectors],
    ["snow", snow.vectors],
  ];
  return sets.flatMap(([set, vectors]) =>
    vectors
      // ChaCha20-Poly1305 is no suite of a browser: WebCrypto has none.
      .filter((vector) => !vector.protocol_name.includes("ChaChaPoly"))
      .map((vector, i) => ({ name: `noise ${set} ${i} ${vector.protocol_name}`, run: () => runNoise(vector) })),
  );
}

function spake2Cases(): Case[] {
  return spake2.vectors.map((vector, i) => ({
    name: `spake2 ${i}`,
    run: async () => {
      const setup = { identityA: vector.idA, identityB: vector.idB, associated: new Uint8Array(0) };
      const a = await Spake2.start("a", setup, hex(vector.w), fixed(hex(vector.x)));
      const b = await Spake2.start("b", setup, hex(vector.w), fixed(hex(vector.y)));
      sameBytes(a.share, vector.pA, "pA");
      sameBytes(b.share, vector.pB, "pB");
      for (const [keys, own, peer] of [
        [await a.finish(b.share), vector.confA, vector.confB],
        [await b.finish(a.share), vector.confB, vector.confA],
      ] as const) {
        sameBytes(keys.shared, vector.Ke, "Ke");
        sameBytes(keys.ownConfirmation, own, "own confirmation");
        sameBytes(keys.peerConfirmation, peer, "peer's confirmation");
      }
    },
  }));
}

function pasetoCases(): Case[] {
  return paseto.vectors.map((vector) => ({
    name: `paseto ${vector.name}`,
    run: async () => {
      const implicit = vector["implicit-assertion"];
      try {
        const token = await verifyPaseto(hex(vector["public-key"] ?? "00".repeat(32)), vector.token, implicit);
        check(!vector["expect-fail"], "refused");
        equal(token.payload, vector.payload ?? undefined, "payload");
        equal(token.footer, vector.footer, "footer");
      } catch (error) {
        if (!vector["expect-fail"] || !(error instanceof Failure)) throw error;
      }
    },
  }));
}

type Schedule = { handshake_hash: string; k1: string; k2: string; prk: string; epoch: number; stream_i2r: string; stream_r2i: string };

async function checkSchedule(vector: Schedule): Promise<KeySchedule> {
  sameBytes(await hkdfExtract(hex(vector.handshake_hash), concat(hex(vector.k1), hex(vector.k2))), vector.prk, "prk");
  const keys = await KeySchedule.of({ k1: hex(vector.k1), k2: hex(vector.k2), hash: hex(vector.handshake_hash) });
  sameBytes(await keys.streamKey(true, vector.epoch), vector.stream_i2r, "stream i2r");
  sameBytes(await keys.streamKey(false, vector.epoch), vector.stream_r2i, "stream r2i");
  return keys;
}

type WayIn = Schedule & {
  name: string;
  ctx: string;
  psk: string;
  init_static: string;
  resp_static: string;
  init_ephemeral: string;
  resp_ephemeral: string;
  messages: { payload: string; message: string }[];
};

/** Both sides' messages, and that each reads the other's; returns them. */
async function runWayIn(vector: WayIn): Promise<Bytes[]> {
  const side = async (initiator: boolean): Promise<Handshake> =>
    Handshake.create({
      name: vector.name,
      initiator,
      prologue: hex(vector.ctx),
      s: await x25519KeyPair(hex(initiator ? vector.init_static : vector.resp_static)),
      ephemeral: await x25519KeyPair(hex(initiator ? vector.init_ephemeral : vector.resp_ephemeral)),
      ...(initiator && vector.name.includes("IK") ? { rs: (await x25519KeyPair(hex(vector.resp_static))).publicKey } : {}),
      psks: [hex(vector.psk)],
    });
  const sides = [await side(true), await side(false)] as const;
  const out: Bytes[] = [];
  for (const [i, message] of vector.messages.entries()) {
    const sent = await sides[i % 2 === 0 ? 0 : 1].write(hex(message.payload));
    sameBytes(sent, message.message, `noise ${i + 1}`);
    sameBytes(await sides[i % 2 === 0 ? 1 : 0].read(sent), message.payload, `payload ${i + 1}`);
    out.push(sent);
  }
  const keys = await sides[0].finish();
  sameBytes(keys.hash, vector.handshake_hash, "handshake hash");
  sameBytes(keys.k1, vector.k1, "k1");
  sameBytes(keys.k2, vector.k2, "k2");
  await checkSchedule(vector);
  return out;
}

async function contextOf(way: "code" | "link" | "device"): Promise<Bytes> {
  return encodeContext({
    way,
    initiator: "operator",
    session: hex(rs1.session_id),
    grantHash: await sha256(fromText(rs1.grant_token)),
    helloHash: await sha256(fromText(rs1.hello)),
  });
}

async function codeCase(): Promise<void> {
  const vector = rs1.code;
  sameBytes(await contextOf("code"), vector.ctx, "ctx");
  const typed = parseSessionCode(`${vector.routing} ${vector.secret.slice(0, 4)}-${vector.secret.slice(4)}`);
  equal(typed.secret, vector.secret, "secret");
  equal(formatSessionCode(typed), "4821-7730-2912", "shown");
  equal(dammCheckDigit(vector.routing + vector.secret.slice(0, 7)), vector.secret.slice(7), "check digit");
  const w = await codeScalar(vector.secret, hex(rs1.session_id));
  sameBytes(w, vector.w, "w");
  const ctxHash = await sha256(hex(vector.ctx));
  const setup = { identityA: "rs1-joiner", identityB: "rs1-holder", associated: ctxHash };
  const a = await Spake2.start("a", setup, hex(vector.w), fixed(hex(vector.x)));
  const b = await Spake2.start("b", setup, hex(vector.w), fixed(hex(vector.y)));
  sameBytes(a.share, vector.pA, "pA");
  sameBytes(b.share, vector.pB, "pB");
  const keys = await a.finish(b.share);
  sameBytes(keys.shared, vector.Ke, "Ke");
  sameBytes(keys.ownConfirmation, vector.confA, "confA");
  sameBytes(keys.peerConfirmation, vector.confB, "confB");
  sameBytes(await codePsk(keys.shared, ctxHash), vector.psk, "psk");
  const noise = await runWayIn(vector);
  const [n1, n2, n3] = noise;
  if (!n1 || !n2 || !n3) throw new Error("messages are missing");
  const records = [
    encodePake1({ context: hex(vector.ctx), hello: fromText(rs1.hello), share: a.share }),
    encodePake2(b.share),
    encodePakeConfirmation(Kind.pake3, keys.ownConfirmation, n1),
    encodePakeConfirmation(Kind.pake4, keys.peerConfirmation, n2),
    encodeHandshake(Kind.hs3, n3),
  ];
  for (const [i, record] of records.entries()) sameBytes(record, vector.records[i] ?? "", `record ${i}`);
}

async function scheduleCase(): Promise<void> {
  const vector = rs1.code;
  const keys = await checkSchedule(vector);
  sameBytes(await keys.resumeSecret(), vector.resume_secret, "resume secret");
  sameBytes(await keys.attachId(1), vector.attach_id_1, "attach id");
  sameBytes(await keys.pairingPsk(), vector.pair_psk, "pairing psk");
  equal(await keys.safetyDigits(hex(vector.sas.ni), hex(vector.sas.nr)), vector.sas.digits, "safety digits");
  const commitment = await sha256(concat(fromText("rs1 sas"), hex(vector.handshake_hash), hex(vector.sas.nr)));
  sameBytes(commitment, vector.sas.commit, "commitment");
}

async function recordCase(): Promise<void> {
  const [first, , rekeyed] = rs1.code.data;
  const plain = (one: typeof first): Bytes => hex(one?.plaintext ?? "");
  const key = (): Bytes => hex(rs1.code.stream_i2r);
  sameBytes(await (await AesGcm.of(key())).nextKey(), rs1.code.rekeyed_stream_i2r_gen1, "next key");
  const sealer = await RecordSealer.of(key(), 0, systemClock, { ...recordLimits, records: 1 });
  const opener = await RecordOpener.of(key(), 0);
  for (const [i, one] of [first, rekeyed].entries()) {
    const record = await sealer.seal(plain(one));
    sameBytes(record, one?.record ?? "", `record ${i}`);
    sameBytes(await opener.open(record), one?.plaintext ?? "", `plaintext ${i}`);
  }
  const answer = rs1.code.data[1];
  const back = await RecordOpener.of(hex(rs1.code.stream_r2i), 0);
  sameBytes(await back.open(hex(answer?.record ?? "")), answer?.plaintext ?? "", "the other direction");
}

async function linkCase(): Promise<void> {
  const vector = rs1.link;
  sameBytes(await contextOf("link"), vector.ctx, "ctx");
  sameBytes(await linkPsk(hex(vector.secret), await sha256(hex(vector.ctx))), vector.psk, "psk");
  const [noise] = await runWayIn(vector);
  const hs1 = { context: hex(vector.ctx), hello: fromText(rs1.hello), noise: noise ?? new Uint8Array(0) };
  equal(toText(decodeHs1(encodeHs1(hs1)).hello) ?? "", rs1.hello, "hello");
}

async function attachCase(): Promise<void> {
  const vector = rs1.attach;
  const prologue = encodeAttachContext({ session: hex(rs1.session_id), handshakeHash: hex(rs1.code.handshake_hash), epoch: 1 });
  sameBytes(prologue, vector.prologue, "prologue");
  const side = async (initiator: boolean): Promise<Handshake> =>
    Handshake.create({
      name: vector.name,
      initiator,
      prologue,
      ephemeral: await x25519KeyPair(hex(initiator ? vector.init_ephemeral : vector.resp_ephemeral)),
      psks: [hex(vector.psk)],
    });
  const initiator = await side(true);
  const responder = await side(false);
  const id = hex(rs1.code.attach_id_1);
  const one = await initiator.write(encodeAttachPayload(Kind.attach1, { recvNext: 3, sendNext: 9 }));
  const attach1 = encodeAttach(Kind.attach1, { id, epoch: 1, noise: one });
  sameBytes(attach1, vector.attach1, "ATTACH1");
  const received = decodeAttach(Kind.attach1, attach1);
  equal(decodeAttachPayload(Kind.attach1, await responder.read(received.noise)).sendNext, 9, "send_next");
  const two = await responder.write(encodeAttachPayload(Kind.attach2, { recvNext: 7, sendNext: 3 }));
  sameBytes(encodeAttach(Kind.attach2, { id, epoch: 1, noise: two }), vector.attach2, "ATTACH2");
  await initiator.read(two);
  sameBytes((await initiator.finish()).hash, vector.handshake_hash, "handshake hash");
  await checkSchedule(vector);
  const sealer = await RecordSealer.of(hex(vector.stream_i2r), 1, systemClock);
  const data = vector.data[0];
  sameBytes(await sealer.seal(hex(data?.plaintext ?? "")), data?.record ?? "", "record");
}

async function knownDeviceCase(): Promise<void> {
  sameBytes(await contextOf("device"), rs1.known_device.ctx, "ctx");
  await runWayIn(rs1.known_device);
}

export const vectorCases: readonly Case[] = [
  ...noiseCases(),
  ...spake2Cases(),
  ...pasetoCases(),
  { name: "rs1 code", run: codeCase },
  { name: "rs1 key schedule", run: scheduleCase },
  { name: "rs1 records", run: recordCase },
  { name: "rs1 link", run: linkCase },
  { name: "rs1 attach", run: attachCase },
  { name: "rs1 known device", run: knownDeviceCase },
];
