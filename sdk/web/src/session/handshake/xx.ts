// Noise XXpsk0: both static keys are sent, sealed, and nothing is readable or acceptable without the psk. The
// ways link, introduced and account in whole; code uses it from its second message on.
//
//     initiator                                       responder
//     HS1  CTX, hello, noise1 (psk, e)         ->
//                                              <-     HS2  noise2 (e, ee, s, es, payload)
//     HS3  noise3 (s, se, payload)             ->     the session is up when noise3 verifies

import type { Bytes } from "../../base/bytes.js";
import { sha256 } from "../../crypto/hash.js";
import type { Handshake } from "../../crypto/noise/handshake.js";
import { accountPsk, introductionPsk, linkPsk } from "../../crypto/psk.js";
import { Kind } from "../../wire/kinds.js";
import { helloText } from "../peer_info.js";
import type { Credential } from "./config.js";
import { contextOf, readEmpty, readInfo, writeEmpty, xxName, type Exchange, type Finished } from "./exchange.js";

async function pskOf(credential: Credential, context: Bytes): Promise<Bytes> {
  const hash = await sha256(context);
  if (credential.way === "link") return linkPsk(credential.secret, hash);
  if (credential.way === "introduced") return introductionPsk(credential.secret, hash);
  return accountPsk();
}

async function begin(exchange: Exchange, context: Bytes): Promise<Handshake> {
  return exchange.makeNoise(xxName, context, await pskOf(exchange.config.credential, context));
}

export async function initiateXx(exchange: Exchange): Promise<Finished> {
  const hello = helloText();
  const context = await contextOf(exchange.config, hello);
  const noise = await begin(exchange, context);
  await exchange.sendOpening(context, hello, await writeEmpty(noise));
  return concludeInitiator(exchange, noise, await exchange.receiveNoise(Kind.hs2));
}

export async function respondXx(exchange: Exchange): Promise<Finished> {
  const opening = await exchange.receiveOpening();
  const noise = await begin(exchange, opening.context);
  await readEmpty(noise, opening.noise);
  await exchange.sendInfo(Kind.hs2, noise);
  return concludeResponder(exchange, noise);
}

/** The rest of an initiator's run: message 2 has come, HS3 goes. */
export async function concludeInitiator(exchange: Exchange, noise: Handshake, second: Bytes): Promise<Finished> {
  const peer = await readInfo(noise, second);
  await exchange.sendInfo(Kind.hs3, noise);
  return { noise, peer, unconfirmed: false };
}

/** The rest of a responder's run: message 2 has gone, HS3 comes. */
export async function concludeResponder(exchange: Exchange, noise: Handshake): Promise<Finished> {
  const peer = await readInfo(noise, await exchange.receiveNoise(Kind.hs3));
  return { noise, peer, unconfirmed: false };
}
