// Sealed records over one connection.

import type { Bytes } from "../base/bytes.js";
import type { Clock } from "../base/clock.js";
import { Failure } from "../base/error.js";
import type { KeySchedule } from "../crypto/key_schedule.js";
import { RecordOpener, RecordSealer } from "../crypto/record.js";
import type { Connection } from "../transport/connection.js";
import { pad } from "../wire/frame.js";
import { Kind } from "../wire/kinds.js";

/** One receive() and one send() at a time. After a Failure the link is dead. */
export class SecureLink {
  private constructor(
    private readonly connection: Connection,
    private readonly sealer: RecordSealer,
    private readonly opener: RecordOpener,
  ) {}

  /** `initiator` says which side of the session's handshake this is. */
  static async of(
    connection: Connection,
    keys: KeySchedule,
    epoch: number,
    initiator: boolean,
    clock: Clock,
  ): Promise<SecureLink> {
    const sealer = await RecordSealer.of(await keys.streamKey(initiator, epoch), epoch, clock);
    const opener = await RecordOpener.of(await keys.streamKey(!initiator, epoch), epoch);
    return new SecureLink(connection, sealer, opener);
  }

  /** The plaintext of the next record. Besides the connection's failures: those of RecordOpener; unexpected for
   * records of another kind; an ABORT, which anybody on the way can send, is closed. */
  async receive(): Promise<Bytes> {
    const record = await this.connection.receive();
    if (record[0] === Kind.abort) throw new Failure("closed", "ABORT");
    if (record[0] !== Kind.data) throw new Failure("unexpected", "record");
    return this.opener.open(record);
  }

  /** Pads, seals and sends. The plaintext is wiped. */
  async send(plaintext: Bytes): Promise<void> {
    const padded = pad(plaintext);
    const sealed = await this.sealer.seal(padded);
    plaintext.fill(0);
    padded.fill(0);
    await this.connection.send(sealed);
  }

  close(): void {
    this.connection.close();
  }
}
