// What the handshakes of all ways have in common: records in and out, CTX, Noise and its payloads.

import { equalBytes, fromText, type Bytes } from "../../base/bytes.js";
import { Failure } from "../../base/error.js";
import { equalConstantTime } from "../../crypto/equal.js";
import { sha256 } from "../../crypto/hash.js";
import { Handshake } from "../../crypto/noise/handshake.js";
import type { Connection } from "../../transport/connection.js";
import { decodeAbort } from "../../wire/codes.js";
import { encodeContext } from "../../wire/context.js";
import { decodeHandshake, decodeHs1, encodeHandshake, encodeHs1 } from "../../wire/handshake.js";
import { maxHandshakeRecord } from "../../wire/kinds.js";
import { checkHello, peerInfo, readPeerInfo, type Peer } from "../peer_info.js";
import { findPart, mayBegin } from "../rights.js";
import { wayOf, type HandshakeConfig } from "./config.js";

export const xxName = "Noise_XXpsk0_25519_AESGCM_SHA256";
export const ikName = "Noise_IKpsk2_25519_AESGCM_SHA256";
const nothing: Bytes = new Uint8Array(0);

/** What one side brought to the end of its run. */
export interface Finished {
  readonly noise: Handshake;
  readonly peer: Peer;
  /** HS1 may be a repeated one: the first DATA record confirms. */
  readonly unconfirmed: boolean;
}

/** One side's run over one connection. */
export class Exchange {
  constructor(
    private readonly connection: Connection,
    readonly config: HandshakeConfig,
  ) {}

  /** Failure refused for an ABORT, too_large for more than may come before the other side is authenticated. */
  async receive(): Promise<Bytes> {
    const record = await this.connection.receive();
    if (record.length > maxHandshakeRecord) throw new Failure("too_large", "record");
    if (decodeAbort(record) !== undefined) throw new Failure("refused", "handshake");
    return record;
  }
  send(record: Bytes): Promise<void> {
    return this.connection.send(record);
  }

  /** HS1; and the other side's, with this side's own CTX. */
  async sendOpening(context: Bytes, hello: Bytes, noise: Bytes): Promise<void> {
    await this.send(encodeHs1({ context, hello, noise }));
  }
  async receiveOpening(): Promise<{ context: Bytes; noise: Bytes }> {
    const hs1 = decodeHs1(await this.receive());
    return { context: await agreedContext(this.config, hs1.context, hs1.hello), noise: hs1.noise };
  }

  /** HS2 or HS3 with what this side says of itself; and the other side's message. */
  async sendInfo(kind: number, noise: Handshake): Promise<void> {
    await this.send(encodeHandshake(kind, await writeInfo(noise, this.config)));
  }
  async receiveNoise(kind: number): Promise<Bytes> {
    return decodeHandshake(kind, await this.receive());
  }

  /** A Noise handshake with this side's static key; `peer` where the pattern knows the other's. */
  makeNoise(name: string, context: Bytes, psk: Bytes, peer?: Bytes): Promise<Handshake> {
    const { initiator, key } = this.config;
    return Handshake.create({ name, initiator, prologue: context, s: key, psks: [psk], ...(peer ? { rs: peer } : {}) });
  }
}

/** CTX from what this side knows, and the hello that both sides use. */
export async function contextOf(config: HandshakeConfig, hello: Bytes): Promise<Bytes> {
  return encodeContext({
    way: wayOf(config),
    initiator: config.initiator ? config.self : config.peer,
    session: config.session,
    grantHash: await sha256(fromText(config.grantToken)),
    helloHash: await sha256(hello),
  });
}

/** The responder's own CTX for this hello, when the received copy is the same. It is this one that is used; the
 * copy only says early that the sides differ. Failure unexpected, and those of checkHello(). */
export async function agreedContext(config: HandshakeConfig, received: Bytes, hello: Bytes): Promise<Bytes> {
  checkHello(hello);
  const own = await contextOf(config, hello);
  if (!equalConstantTime(own, received)) throw new Failure("unexpected", "context");
  return own;
}

/** The next message, with what this side says of itself; the other one's, with what it says. Whatever is wrong
 * with the message is bad_signature. */
export function writeInfo(noise: Handshake, config: HandshakeConfig): Promise<Bytes> {
  return noise.write(peerInfo(config.name, config.capabilities, config.grant.seq));
}
export async function readInfo(noise: Handshake, message: Bytes): Promise<Peer> {
  return readPeerInfo(await readMessage(noise, message));
}
/** A message with nothing in it. */
export async function readEmpty(noise: Handshake, message: Bytes): Promise<void> {
  if ((await readMessage(noise, message)).length > 0) throw new Failure("bad_signature", "handshake");
}
export function writeEmpty(noise: Handshake): Promise<Bytes> {
  return noise.write(nothing);
}

async function readMessage(noise: Handshake, message: Bytes): Promise<Bytes> {
  try {
    return await noise.read(message);
  } catch (error) {
    if (error instanceof Failure) throw new Failure("bad_signature", "handshake");
    throw error;
  }
}

/** SEC-6: the grant is of this session and way, and lists both sides with the keys that were used; so do the
 * pairing or the introduction. Failure not_permitted, bad_key. */
export function checkGrant(config: HandshakeConfig, peerKey: Bytes | undefined): void {
  const { grant, credential } = config;
  const own = findPart(grant, config.self);
  const peer = findPart(grant, config.peer);
  if (!mayBegin(grant) || !equalBytes(grant.sid, config.session) || !grant.ways.includes(wayOf(config)))
    throw new Failure("not_permitted", "grant");
  if (!own || !peer || own === peer || !peerKey) throw new Failure("not_permitted", "grant");
  const pinned = "peerKey" in credential ? credential.peerKey : undefined;
  if (!equalBytes(own.key, config.key.publicKey) || !equalBytes(peer.key, peerKey)) throw new Failure("bad_key", "grant");
  if (pinned && !equalBytes(pinned, peerKey)) throw new Failure("bad_key", "pin");
}
