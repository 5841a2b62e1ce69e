// A spoken code: SPAKE2, and the session's XXpsk0 under what it leaves.
//
//     joiner                                              holder
//     PAKE1  CTX, hello, pA                      ->       the guess is counted and stored
//                                                <-       PAKE2  pB
//     PAKE3  confA, noise1 (psk, e)              ->       confA is checked: nothing that depends on the code
//                                                <-       went out before. PAKE4  confB, noise2
//     HS3    noise3                              ->

import type { Bytes } from "../../base/bytes.js";
import { Failure } from "../../base/error.js";
import { equalConstantTime } from "../../crypto/equal.js";
import { sha256 } from "../../crypto/hash.js";
import type { Handshake } from "../../crypto/noise/handshake.js";
import { codePsk } from "../../crypto/psk.js";
import { codeScalar, Spake2, type Spake2Keys } from "../../crypto/spake2.js";
import { Kind } from "../../wire/kinds.js";
import { decodePake1, decodePake2, decodePakeConfirmation, encodePake1, encodePake2, encodePakeConfirmation } from "../../wire/pake.js";
import { helloText } from "../peer_info.js";
import type { Credential } from "./config.js";
import { agreedContext, contextOf, readEmpty, writeEmpty, writeInfo, xxName, type Exchange, type Finished } from "./exchange.js";
import { concludeInitiator, concludeResponder } from "./xx.js";

type Code = Extract<Credential, { way: "code" }>;

/** Whatever is wrong with a share or a scalar looks as a wrong code does. */
async function asWrongCode<T>(step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (error) {
    if (error instanceof Failure) throw new Failure("bad_signature", "code");
    throw error;
  }
}

async function startPake(exchange: Exchange, context: Bytes, code: Code): Promise<Spake2> {
  const { initiator, session, random } = exchange.config;
  const setup = { identityA: "rs1-joiner", identityB: "rs1-holder", associated: await sha256(context) };
  const w = await codeScalar(code.digits, session);
  return asWrongCode(Spake2.start(initiator ? "a" : "b", setup, w, random));
}

async function beginNoise(exchange: Exchange, context: Bytes, keys: Spake2Keys): Promise<Handshake> {
  return exchange.makeNoise(xxName, context, await codePsk(keys.shared, await sha256(context)));
}

/** The side that was told the code; it initiates. */
export async function joinByCode(exchange: Exchange, code: Code): Promise<Finished> {
  const hello = helloText();
  const context = await contextOf(exchange.config, hello);
  const run = await startPake(exchange, context, code);
  await exchange.send(encodePake1({ context, hello, share: run.share }));
  const keys = await asWrongCode(run.finish(decodePake2(await exchange.receive())));
  const noise = await beginNoise(exchange, context, keys);
  await exchange.send(encodePakeConfirmation(Kind.pake3, keys.ownConfirmation, await writeEmpty(noise)));
  const pake4 = decodePakeConfirmation(Kind.pake4, await exchange.receive());
  if (!equalConstantTime(pake4.confirmation, keys.peerConfirmation)) throw new Failure("bad_signature", "code");
  return concludeInitiator(exchange, noise, pake4.noise);
}

/** The side that made it. Failure exhausted when no guess is left. */
export async function holdCode(exchange: Exchange, code: Code): Promise<Finished> {
  if (!code.spendGuess) throw new Failure("internal", "no limit of guesses");
  const pake1 = decodePake1(await exchange.receive());
  const context = await agreedContext(exchange.config, pake1.context, pake1.hello);
  await asWrongCode(Spake2.checkShare(pake1.share)); // it gets no pB, so it is no guess
  await code.spendGuess(); // who hangs up after pB has spent his guess as well (SEC-10)
  const run = await startPake(exchange, context, code);
  const share = run.share;
  const keys = await asWrongCode(run.finish(pake1.share));
  await exchange.send(encodePake2(share));
  const pake3 = decodePakeConfirmation(Kind.pake3, await exchange.receive());
  if (!equalConstantTime(pake3.confirmation, keys.peerConfirmation)) throw new Failure("bad_signature", "code");
  const noise = await beginNoise(exchange, context, keys);
  await readEmpty(noise, pake3.noise);
  const second = await writeInfo(noise, exchange.config);
  await exchange.send(encodePakeConfirmation(Kind.pake4, keys.ownConfirmation, second));
  return concludeResponder(exchange, noise);
}
