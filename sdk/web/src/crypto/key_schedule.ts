// All keys of a session, from the end of a Noise handshake. PROTOCOL.md, "Key schedule".

import { concat, fromText, u32, wipe, type Bytes } from "../base/bytes.js";
import { hkdfExpand, hkdfExtract } from "./hash.js";
import type { SessionKeys } from "./noise/handshake.js";

export class KeySchedule {
  private constructor(private readonly prk: Bytes) {}

  /** Wipes k1 and k2. */
  static async of(keys: SessionKeys): Promise<KeySchedule> {
    const both = concat(keys.k1, keys.k2);
    const prk = await hkdfExtract(keys.hash, both);
    wipe(both, keys.k1, keys.k2);
    return new KeySchedule(prk);
  }

  streamKey(initiatorToResponder: boolean, epoch: number): Promise<Bytes> {
    return this.#derive(initiatorToResponder ? "stream i2r" : "stream r2i", u32(epoch), 32);
  }
  resumeSecret(): Promise<Bytes> {
    return this.#derive("resume", new Uint8Array(0), 32);
  }
  attachId(epoch: number): Promise<Bytes> {
    return this.#derive("attach id", u32(epoch), 16);
  }
  pairingPsk(): Promise<Bytes> {
    return this.#derive("pair psk", new Uint8Array(0), 32);
  }
  exported(name: string, size: number): Promise<Bytes> {
    return this.#derive("export", fromText(name), size);
  }
  /** Six digits. */
  async safetyDigits(initiatorNonce: Uint8Array, responderNonce: Uint8Array): Promise<string> {
    const raw = await this.#derive("sas", concat(initiatorNonce, responderNonce), 8);
    let number = 0n;
    for (const byte of raw) number = (number << 8n) | BigInt(byte);
    return (number % 1_000_000n).toString().padStart(6, "0");
  }
  /** The session is over. */
  wipe(): void {
    wipe(this.prk);
  }

  #derive(label: string, context: Uint8Array, size: number): Promise<Bytes> {
    return hkdfExpand(this.prk, concat(fromText(`rs1 ${label}`), Uint8Array.of(0), context), size);
  }
}
