// Ed25519 signatures, checked strictly: one spelling of key and signature, no key of small order.

import { equalBytes, fromHex, own, type Bytes } from "../base/bytes.js";
import { once, subtle } from "./web_crypto.js";

const name = "Ed25519";
const isPresent = once(async () => subtle().importKey("raw", hex(basePoint), name, false, ["verify"]));
let forced = false;
/** For tests: as in a browser without it. */
export function useNobleEd25519(only: boolean): void {
  forced = only;
}


const basePoint = "5866666666666666666666666666666666666666666666666666666666666666";

/** The y of the points whose order divides 8, without the sign of x. */
const smallOrder = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
].map(hex);

function hex(text: string): Bytes {
  return fromHex(text) ?? new Uint8Array(0);
}

/** y < 2^255 - 19, little-endian, the sign of x in the top bit left aside. */
function isCanonical(key: Uint8Array): boolean {
  const ones = key.subarray(1, 31).every((byte) => byte === 0xff);
  return !(ones && ((key[31] ?? 0) & 0x7f) === 0x7f && (key[0] ?? 0) >= 0xed);
}

function hasSmallOrder(key: Uint8Array): boolean {
  const y = new Uint8Array(key);
  y[31] = (y[31] ?? 0) & 0x7f;
  return smallOrder.some((bad) => equalBytes(bad, y));
}

export async function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64 || !isCanonical(publicKey) || hasSmallOrder(publicKey))
    return false;
  try {
    if (forced || !(await isPresent())) {
      const { ed25519 } = await import("@noble/curves/ed25519.js");
      return ed25519.verify(signature, message, publicKey, { zip215: false });
    }
    const key = await subtle().importKey("raw", own(publicKey), name, false, ["verify"]);
    return await subtle().verify(name, key, own(signature), own(message));
  } catch {
    return false; // what is no point of the curve
  }
}
