// SHA-256, HMAC-SHA-256 and HKDF (RFC 5869) with it.

import { concat, own, wipe, type Bytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import { subtle } from "./web_crypto.js";

export const hashSize = 32;

export async function sha256(data: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await subtle().digest("SHA-256", own(data)));
}

export async function hmacSha256(key: Uint8Array, data: Uint8Array): Promise<Bytes> {
  // WebCrypto refuses an empty key; HMAC fills keys up with zeros, so this is the same one.
  const material = key.length === 0 ? new Uint8Array(64) : own(key);
  const handle = await subtle().importKey("raw", material, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await subtle().sign("HMAC", handle, own(data)));
}

export function hkdfExtract(salt: Uint8Array, ikm: Uint8Array): Promise<Bytes> {
  return hmacSha256(salt, ikm);
}

export async function hkdfExpand(prk: Uint8Array, info: Uint8Array, size: number): Promise<Bytes> {
  if (size > 255 * hashSize) throw new Failure("too_large");
  const out = new Uint8Array(size);
  let block: Bytes = new Uint8Array(0);
  for (let at = 0, number = 1; at < size; at += hashSize, number++) {
    block = await hmacSha256(prk, concat(block, info, Uint8Array.of(number)));
    out.set(block.subarray(0, size - at), at);
  }
  wipe(block);
  return out;
}

export async function hkdf(salt: Uint8Array, ikm: Uint8Array, info: Uint8Array, size: number): Promise<Bytes> {
  const prk = await hkdfExtract(salt, ikm);
  const out = await hkdfExpand(prk, info, size);
  wipe(prk);
  return out;
}
