// A known device: Noise IKpsk2 under the psk of the pairing, one round trip.
//
//     initiator                                               responder
//     HS1  CTX, hello, noise1 (e, es, s, ss, payload)   ->    the initiator's key is looked up in its own list
//                                                       <-    HS2  noise2 (e, ee, se, psk, payload)
//     first DATA record                                 ->    confirms

import { Failure } from "../../base/error.js";
import { Kind } from "../../wire/kinds.js";
import { helloText } from "../peer_info.js";
import type { Credential } from "./config.js";
import { checkGrant, contextOf, ikName, readInfo, writeInfo, type Exchange, type Finished } from "./exchange.js";

type Pairing = Extract<Credential, { psk: unknown }>;
type Lookup = Extract<Credential, { lookup: unknown }>;

export async function reachKnownDevice(exchange: Exchange, pairing: Pairing): Promise<Finished> {
  const { config } = exchange;
  // Before anything is said to a device whose key is not the one of the pairing (SEC-46).
  checkGrant(config, pairing.peerKey);
  const hello = helloText();
  const context = await contextOf(config, hello);
  const noise = await exchange.makeNoise(ikName, context, pairing.psk, pairing.peerKey);
  await exchange.sendOpening(context, hello, await writeInfo(noise, config));
  const peer = await readInfo(noise, await exchange.receiveNoise(Kind.hs2));
  return { noise, peer, unconfirmed: false };
}

/** A key that is not on the list gets what everybody gets who fails, and no HS2 (SEC-30). */
export async function answerKnownDevice(exchange: Exchange, credential: Lookup): Promise<Finished> {
  const { config } = exchange;
  const opening = await exchange.receiveOpening();
  const noise = await exchange.makeNoise(ikName, opening.context, new Uint8Array(32)); // the psk comes with message 2
  const peer = await readInfo(noise, opening.noise);
  const key = noise.remoteStatic;
  const psk = key && (await credential.lookup(key));
  if (!psk) throw new Failure("not_found", "device");
  checkGrant(config, key);
  noise.setPsk(0, psk);
  await exchange.sendInfo(Kind.hs2, noise);
  return { noise, peer, unconfirmed: true };
}
