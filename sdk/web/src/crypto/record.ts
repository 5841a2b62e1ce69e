// Records on a stream as they are sealed and opened: whole and in order. PROTOCOL.md, "Sealed records".
//
//   | kind u8 | epoch u8 | gen u16 | ctr u64 | ciphertext | tag 16 |

import { concat, own, wipe, type Bytes } from "../base/bytes.js";
import type { Clock } from "../base/clock.js";
import { Failure } from "../base/error.js";
import { Kind, maxRecord } from "../wire/kinds.js";
import { Reader, Writer } from "../wire/reader.js";
import { AesGcm, counterNonce, tagSize } from "./aead.js";

const headerSize = 12;
export const recordOverhead = headerSize + tagSize;
export const maxRecordPlaintext = maxRecord - recordOverhead;
const lastGeneration = 0xffff;

/** How much one key seals before the next takes over, and where an epoch ends. Tests make them small. */
export interface RecordLimits {
  readonly records: number;
  readonly bytes: number;
  readonly age: number;
  readonly counter: number;
}
export const recordLimits: RecordLimits = { records: 2 ** 20, bytes: 2 ** 36, age: 60 * 60_000, counter: 2 ** 48 };

function header(epoch: number, generation: number, counter: number): Bytes {
  return new Writer().u8(Kind.data).u8(epoch & 0xff).u16(generation).u64(counter).take();
}

/** One direction of one epoch; one seal() at a time. */
export class RecordSealer {
  #generation = 0;
  #counter = 0;
  #keyRecords = 0;
  #keyBytes = 0;
  #keySince: number;

  private constructor(
    private aead: AesGcm,
    private readonly epoch: number,
    private readonly clock: Clock,
    private readonly limits: RecordLimits,
  ) {
    this.#keySince = clock.steady();
  }

  /** Wipes the key: it serves this object alone. */
  static async of(key: Bytes, epoch: number, clock: Clock, limits = recordLimits): Promise<RecordSealer> {
    const aead = await AesGcm.of(key);
    wipe(key);
    return new RecordSealer(aead, epoch, clock, limits);
  }

  /** Failure too_large, exhausted (the end of the epoch). */
  async seal(plaintext: Bytes): Promise<Bytes> {
    if (plaintext.length > maxRecordPlaintext) throw new Failure("too_large");
    if (this.#counter >= this.limits.counter) throw new Failure("exhausted");
    if (this.#isSpent(plaintext.length)) await this.#rekey();
    const counter = this.#counter++; // before anything can fail: no nonce is used twice
    this.#keyRecords++;
    this.#keyBytes += plaintext.length;
    const front = header(this.epoch, this.#generation, counter);
    return concat(front, await this.aead.seal(counterNonce(counter), front, plaintext));
  }

  #isSpent(next: number): boolean {
    return (
      this.#keyRecords >= this.limits.records ||
      this.#keyBytes + next > this.limits.bytes ||
      this.clock.steady() - this.#keySince >= this.limits.age
    );
  }

  async #rekey(): Promise<void> {
    if (this.#generation === lastGeneration) throw new Failure("exhausted");
    const key = await this.aead.nextKey();
    this.aead = await AesGcm.of(key);
    wipe(key);
    this.#generation++;
    this.#keyRecords = 0;
    this.#keyBytes = 0;
    this.#keySince = this.clock.steady();
  }
}

/** The other end. A Failure means that the path is damaged or hostile: its owner ends it. */
export class RecordOpener {
  #generation = 0;
  #counter = 0;

  private constructor(
    private aead: AesGcm,
    private readonly epoch: number,
  ) {}

  static async of(key: Bytes, epoch: number): Promise<RecordOpener> {
    const aead = await AesGcm.of(key);
    wipe(key);
    return new RecordOpener(aead, epoch);
  }

  /** The plaintext; one open() at a time. On a Failure nothing has changed, whatever generation was claimed. */
  async open(record: Uint8Array): Promise<Bytes> {
    if (record.length > maxRecord) throw new Failure("too_large");
    if (record.length < recordOverhead) throw new Failure("malformed", "record");
    const input = new Reader(record);
    const kind = input.u8();
    const epoch = input.u8();
    const generation = input.u16();
    const counter = input.u64();
    if (kind !== Kind.data || epoch !== (this.epoch & 0xff) || counter !== this.#counter)
      throw new Failure("unexpected", "record");
    if (generation === this.#generation) return this.#openWith(this.aead, record);
    if (generation !== this.#generation + 1) throw new Failure("unexpected", "generation");
    const key = await this.aead.nextKey();
    const next = await AesGcm.of(key);
    wipe(key);
    const plaintext = await this.#openWith(next, record);
    this.aead = next;
    this.#generation = generation;
    return plaintext;
  }

  async #openWith(aead: AesGcm, record: Uint8Array): Promise<Bytes> {
    const bytes = own(record);
    const front = bytes.subarray(0, headerSize);
    const plaintext = await aead.open(counterNonce(this.#counter), front, bytes.subarray(headerSize));
    this.#counter++;
    return plaintext;
  }
}
