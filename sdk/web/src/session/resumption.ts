// How a session takes up another connection: ATTACH1 and ATTACH2, Noise NNpsk0 under the resume secret, a new
// epoch with new keys. Who switches when is the session's to decide. PROTOCOL.md, "Resumption".
//
//   initiator   begin(epoch, own counters)    -> ATTACH1, and what finish() needs
//   responder   answer(ATTACH1, own counters) -> ATTACH2, the epoch's keys, the other side's counters
//   initiator   finish(ATTACH2)               -> the epoch's keys, the other side's counters
//   responder   confirm(epoch)                once the first DATA record of that epoch opened
//
// An answer proves nothing yet: ATTACH1 may be a repeated one. Only the initiator's first DATA record shows that
// it holds the new keys, so until then the session stays where it is (SEC-12, SEC-20).

import type { Bytes } from "../base/bytes.js";
import type { Clock } from "../base/clock.js";
import { Failure } from "../base/error.js";
import { equalConstantTime } from "../crypto/equal.js";
import { KeySchedule } from "../crypto/key_schedule.js";
import { Handshake } from "../crypto/noise/handshake.js";
import {
  decodeAttach,
  decodeAttachPayload,
  encodeAttach,
  encodeAttachContext,
  encodeAttachPayload,
  type Counters,
} from "../wire/attach.js";
import { Kind } from "../wire/kinds.js";

/** What a session keeps of its first handshake, in memory only, to resume by. */
export interface ResumeSecrets {
  /** Of epoch 0. */
  readonly keys: KeySchedule;
  readonly handshakeHash: Bytes;
  readonly session: Bytes;
}

/** What either side has after its part of a resumption. */
export interface Resumed {
  readonly epoch: number;
  readonly keys: KeySchedule;
  /** To be checked against what was sent and kept. */
  readonly peer: Counters;
}

export interface Begun {
  readonly attach1: Bytes;
  /** On a Failure nothing has changed and the true answer may still come. */
  finish(attach2: Bytes): Promise<Resumed>;
}

async function makeNoise(secrets: ResumeSecrets, epoch: number, initiator: boolean): Promise<Handshake> {
  const { session, handshakeHash } = secrets;
  return Handshake.create({
    name: "Noise_NNpsk0_25519_AESGCM_SHA256",
    initiator,
    prologue: encodeAttachContext({ session, handshakeHash, epoch }),
    psks: [await secrets.keys.resumeSecret()],
  });
}

/** The side that initiated the session's handshake. The epoch is the last one tried and one more. */
export async function beginResumption(secrets: ResumeSecrets, epoch: number, own: Counters): Promise<Begun> {
  if (epoch === 0) throw new Failure("unexpected", "epoch");
  const noise = await makeNoise(secrets, epoch, true);
  const message = await noise.write(encodeAttachPayload(Kind.attach1, own));
  const id = await secrets.keys.attachId(epoch);
  return {
    attach1: encodeAttach(Kind.attach1, { id, epoch, noise: message }),
    finish: async (attach2) => {
      const attach = decodeAttach(Kind.attach2, attach2);
      if (attach.epoch !== epoch || !equalConstantTime(attach.id, id)) throw new Failure("unexpected", "ATTACH2");
      const peer = decodeAttachPayload(Kind.attach2, await noise.read(attach.noise));
      return { epoch, keys: await KeySchedule.of(await noise.finish()), peer };
    },
  };
}

const maxJump = 2 ** 16;
const maxUnconfirmed = 8;
const unconfirmedPeriod = 60_000;

/** The side that answers. */
export class ResumeResponder {
  #confirmed = 0;
  /** When each was answered, oldest first. */
  #unconfirmed: number[] = [];

  constructor(
    private readonly secrets: ResumeSecrets,
    private readonly clock: Clock,
  ) {}

  /** Failure already_used for an epoch that is not above the confirmed one, unexpected for one too far above,
   * not_permitted for a foreign attach id, exhausted after too many answers in a minute, bad_signature and
   * malformed for the rest. Whatever it was, nothing has changed. */
  async answer(attach1: Bytes, own: () => Counters): Promise<{ attach2: Bytes; resumed: Resumed }> {
    const attach = decodeAttach(Kind.attach1, attach1);
    const { epoch } = attach;
    await this.#mayAnswer(attach.id, epoch);
    const noise = await makeNoise(this.secrets, epoch, false);
    const peer = decodeAttachPayload(Kind.attach1, await noise.read(attach.noise));
    if (epoch <= this.#confirmed) throw new Failure("already_used", "epoch"); // confirmed meanwhile
    const message = await noise.write(encodeAttachPayload(Kind.attach2, own()));
    this.#unconfirmed.push(this.clock.steady());
    const keys = await KeySchedule.of(await noise.finish());
    return { attach2: encodeAttach(Kind.attach2, { id: attach.id, epoch, noise: message }), resumed: { epoch, keys, peer } };
  }

  /** The first DATA record of this epoch opened: it and all before it are never answered again. False: a later
   * one was there first. */
  confirm(epoch: number): boolean {
    if (epoch <= this.#confirmed) return false;
    this.#confirmed = epoch;
    this.#unconfirmed = [];
    return true;
  }

  async #mayAnswer(id: Bytes, epoch: number): Promise<void> {
    if (epoch <= this.#confirmed) throw new Failure("already_used", "epoch");
    if (epoch - this.#confirmed > maxJump) throw new Failure("unexpected", "epoch");
    if (!equalConstantTime(id, await this.secrets.keys.attachId(epoch))) throw new Failure("not_permitted", "attach id");
    const since = this.clock.steady() - unconfirmedPeriod;
    this.#unconfirmed = this.#unconfirmed.filter((at) => at > since);
    if (this.#unconfirmed.length >= maxUnconfirmed) throw new Failure("exhausted", "ATTACH1");
  }
}
