// The running hash and key of a Noise handshake. It is never changed but replaced, so that a message that
// turns out to be wrong leaves no trace.

import { concat, fromText, type Bytes } from "../../base/bytes.js";
import { AesGcm, counterNonce } from "../aead.js";
import { hkdfExpand, hkdfExtract, sha256 } from "../hash.js";

const nothing: Bytes = new Uint8Array(0);

export class SymmetricState {
  private constructor(
    private readonly ck: Bytes,
    readonly h: Bytes,
    private readonly key: AesGcm | null,
    private readonly n: number,
  ) {}

  static async begin(protocolName: string): Promise<SymmetricState> {
    const name = fromText(protocolName);
    let h: Bytes = new Uint8Array(32);
    if (name.length <= 32) h.set(name);
    else h = await sha256(name);
    return new SymmetricState(h, h, null, 0);
  }

  async mixHash(data: Uint8Array): Promise<SymmetricState> {
    return new SymmetricState(this.ck, await sha256(concat(this.h, data)), this.key, this.n);
  }

  async mixKey(input: Uint8Array): Promise<SymmetricState> {
    const [ck, key] = await this.#derive(input, 2);
    return new SymmetricState(ck, this.h, await AesGcm.of(key), 0);
  }

  async mixKeyAndHash(input: Uint8Array): Promise<SymmetricState> {
    const [ck, hash, key] = await this.#derive(input, 3);
    return new SymmetricState(ck, await sha256(concat(this.h, hash)), await AesGcm.of(key), 0);
  }

  async seal(plaintext: Bytes): Promise<[SymmetricState, Bytes]> {
    const sealed = this.key ? await this.key.seal(counterNonce(this.n), this.h, plaintext) : plaintext;
    return [await this.#after(sealed), sealed];
  }

  /** Failure bad_signature. */
  async open(sealed: Bytes): Promise<[SymmetricState, Bytes]> {
    const plaintext = this.key ? await this.key.open(counterNonce(this.n), this.h, sealed) : sealed;
    return [await this.#after(sealed), plaintext];
  }

  get sealing(): boolean {
    return this.key !== null;
  }

  async split(): Promise<[Bytes, Bytes]> {
    const [k1, k2] = await this.#derive(nothing, 2);
    return [k1, k2];
  }

  async #after(sealed: Bytes): Promise<SymmetricState> {
    const h = await sha256(concat(this.h, sealed));
    return new SymmetricState(this.ck, h, this.key, this.key ? this.n + 1 : 0);
  }

  async #derive(input: Uint8Array, count: number): Promise<[Bytes, Bytes, Bytes]> {
    const out = await hkdfExpand(await hkdfExtract(this.ck, input), nothing, 32 * count);
    return [out.slice(0, 32), out.slice(32, 64), out.slice(64, 96)];
  }
}
