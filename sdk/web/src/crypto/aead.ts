// AES-256-GCM with a tag of 16 bytes. Nonces are 00000000 || u64 counter, here and in Noise.

import { own, type Bytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import { subtle } from "./web_crypto.js";

export const tagSize = 16;

export function counterNonce(counter: number): Bytes {
  const out = new Uint8Array(12);
  const view = new DataView(out.buffer);
  view.setUint32(4, Math.floor(counter / 2 ** 32));
  view.setUint32(8, counter % 2 ** 32);
  return out;
}

/** 2^64 - 1: of the next key, which no record reaches. */
const rekeyNonce: Bytes = Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255);

export class AesGcm {
  private constructor(private readonly key: CryptoKey) {}

  /** The key's bytes may be wiped afterwards. */
  static async of(key: Uint8Array): Promise<AesGcm> {
    return new AesGcm(await subtle().importKey("raw", own(key), "AES-GCM", false, ["encrypt", "decrypt"]));
  }

  async seal(nonce: Bytes, associated: Bytes, plaintext: Bytes): Promise<Bytes> {
    const parameters = { name: "AES-GCM", iv: nonce, additionalData: associated };
    return new Uint8Array(await subtle().encrypt(parameters, this.key, plaintext));
  }

  /** Failure bad_signature. */
  async open(nonce: Bytes, associated: Bytes, sealed: Bytes): Promise<Bytes> {
    if (sealed.length < tagSize) throw new Failure("bad_signature");
    const parameters = { name: "AES-GCM", iv: nonce, additionalData: associated };
    try {
      return new Uint8Array(await subtle().decrypt(parameters, this.key, sealed));
    } catch {
      throw new Failure("bad_signature");
    }
  }

  /** Noise REKEY: the key encrypts zeros under a nonce that no record reaches. */
  async nextKey(): Promise<Bytes> {
    const sealed = await this.seal(rekeyNonce, new Uint8Array(0), new Uint8Array(32));
    const out = sealed.slice(0, 32);
    sealed.fill(0);
    return out;
  }
}
