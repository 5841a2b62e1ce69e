// From a connection and a secret to a session: all ways in. PROTOCOL.md, "Ways in".

import type { Bytes } from "../../base/bytes.js";
import { withDeadline } from "../../base/deadline.js";
import { codeOf, Failure, type Errc } from "../../base/error.js";
import { KeySchedule } from "../../crypto/key_schedule.js";
import type { Connection } from "../../transport/connection.js";
import { encodeAbort } from "../../wire/codes.js";
import type { Way } from "../../wire/kinds.js";
import type { Ending } from "../ended.js";
import type { Peer } from "../peer_info.js";
import { holdCode, joinByCode } from "./code.js";
import { wayOf, type HandshakeConfig } from "./config.js";
import { checkGrant, Exchange, type Finished } from "./exchange.js";
import { answerKnownDevice, reachKnownDevice } from "./known_device.js";
import { initiateXx, respondXx } from "./xx.js";

/** What a handshake leaves behind, whichever way in it was. */
export interface Established {
  readonly connection: Connection;
  /** Of epoch 0. */
  readonly keys: KeySchedule;
  readonly handshakeHash: Bytes;
  readonly session: Bytes;
  readonly way: Way;
  /** Of the handshake, and so of every resumption. */
  readonly initiator: boolean;
  readonly peer: Peer;
  /** X25519, authenticated. */
  readonly peerKey: Bytes;
  /** Until the first DATA record opens, the other side may be a repeated HS1: start nothing. */
  readonly unconfirmed: boolean;
}

/** Why no session came to be. The other side is told AUTH whatever it was (SEC-43). */
export class HandshakeFailure extends Error {
  override readonly name = "HandshakeFailure";
  constructor(
    readonly ending: Ending,
    readonly byPeer: boolean,
    detail: string,
  ) {
    super(detail);
  }
}

const codeDeadline = 15_000;
const otherDeadline = 10_000;
const abortDeadline = 500;

/** On success both sides hold the same keys, and the other side's key and role are those of the grant (and of
 * the pairing or introduction). No way in leads to another one. Ends within the deadline; closes the connection
 * on failure, a HandshakeFailure. */
export async function shakeHands(connection: Connection, config: HandshakeConfig): Promise<Established> {
  const deadline = config.deadline ?? (wayOf(config) === "code" ? codeDeadline : otherDeadline);
  let late = false;
  try {
    const run = finish(connection, config);
    return await withDeadline(config.clock, deadline, run, () => {
      late = true;
      connection.close();
    });
  } catch (error) {
    if (!(error instanceof Failure)) connection.close();
    if (!late && error instanceof Failure) await refuse(connection, config);
    throw failureOf(codeOf(error), error);
  }
}

async function finish(connection: Connection, config: HandshakeConfig): Promise<Established> {
  const { noise, peer, unconfirmed } = await sideOf(new Exchange(connection, config));
  const peerKey = noise.remoteStatic;
  checkGrant(config, peerKey);
  if (!peerKey) throw new Failure("internal");
  const keys = await noise.finish();
  const { session, initiator } = config;
  const handshakeHash = keys.hash;
  const way = wayOf(config);
  return { connection, keys: await KeySchedule.of(keys), handshakeHash, session, way, initiator, peer, peerKey, unconfirmed };
}

/** The run of this side in this way, and in no other: a mistake in the credential must not become another way
 * in (SEC-1). */
function sideOf(exchange: Exchange): Promise<Finished> {
  const { initiator, credential } = exchange.config;
  switch (credential.way) {
    case "code":
      return initiator ? joinByCode(exchange, credential) : holdCode(exchange, credential);
    case "device":
      if (initiator && "psk" in credential) return reachKnownDevice(exchange, credential);
      if (!initiator && "lookup" in credential) return answerKnownDevice(exchange, credential);
      throw new Failure("internal", "credential");
    default:
      return initiator ? initiateXx(exchange) : respondXx(exchange);
  }
}

/** The same answer whatever went wrong (SEC-43); it is a hint and may be lost. */
async function refuse(connection: Connection, config: HandshakeConfig): Promise<void> {
  try {
    const said = connection.send(encodeAbort("auth"));
    await withDeadline(config.clock, abortDeadline, said, () => connection.close());
  } catch {
    // nobody heard it
  }
  connection.close();
}

const meanings: { readonly [code in Errc]?: readonly [Ending, string] } = {
  refused: ["auth", "the other side refused"],
  timed_out: ["silent", "the other side did not answer in time"],
  closed: ["connection_lost", "the connection broke during the handshake"],
  io_error: ["connection_lost", "the connection broke during the handshake"],
  unsupported: ["version", "no common version"],
  not_permitted: ["grant", "the grant does not list this meeting"],
  bad_key: ["identity", "a key is not the grant's, or not the one that was announced"],
  not_found: ["auth", "the device is not on the list"],
  exhausted: ["limit", "no guess is left for this code"],
};

function failureOf(code: Errc, error: unknown): HandshakeFailure {
  if (!(error instanceof Failure)) return new HandshakeFailure("auth", false, `the handshake failed: ${String(error)}`);
  const [ending, detail] = meanings[code] ?? (["auth", "the handshake failed"] as const);
  return new HandshakeFailure(ending, code === "refused", detail);
}
