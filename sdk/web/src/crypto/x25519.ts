// X25519: WebCrypto's where it is present, with a secret that script cannot read; else that of noble.

import { copy, fromBase64url, fromHex, own, type Bytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import type { Random } from "../base/random.js";
import { equalConstantTime } from "./equal.js";
import { once, subtle } from "./web_crypto.js";

/** May be kept in IndexedDB and given to a worker. */
export interface X25519KeyPair {
  readonly publicKey: Bytes;
  readonly secret: CryptoKey | Bytes;
}

const name = "X25519";
const pkcs8 = fromHex("302e020100300506032b656e04220420");
if (!pkcs8) throw new Failure("internal");

const isPresent = once(async () => subtle().generateKey(name, false, ["deriveBits"]));
let forced = false;
/** For tests: as in a browser without it. */
export function useNobleX25519(only: boolean): void {
  forced = only;
}
const native = async (): Promise<boolean> => !forced && (await isPresent());

const noble = async () => (await import("@noble/curves/ed25519.js")).x25519;

/** A new one, from the system's randomness. */
export async function makeX25519KeyPair(): Promise<X25519KeyPair> {
  if (await native()) {
    const pair = (await subtle().generateKey(name, false, ["deriveBits"])) as CryptoKeyPair;
    return { publicKey: new Uint8Array(await subtle().exportKey("raw", pair.publicKey)), secret: pair.privateKey };
  }
  const secret = crypto.getRandomValues(new Uint8Array(32));
  return { publicKey: own((await noble()).getPublicKey(secret)), secret };
}

/** From the given randomness, for handshakes that tests repeat. */
export async function x25519KeyPairOf(random: Random): Promise<X25519KeyPair> {
  return x25519KeyPair(random.bytes(32));
}

/** Of a secret that is known. */
export async function x25519KeyPair(secret: Uint8Array): Promise<X25519KeyPair> {
  if (!(await native())) return { publicKey: own((await noble()).getPublicKey(secret)), secret: copy(secret) };
  const wrapped = new Uint8Array(48);
  wrapped.set(pkcs8 as Bytes);
  wrapped.set(secret, 16);
  const key = await subtle().importKey("pkcs8", wrapped, name, true, ["deriveBits"]);
  wrapped.fill(0);
  const { x } = await subtle().exportKey("jwk", key);
  const publicKey = fromBase64url(x ?? "");
  if (publicKey?.length !== 32) throw new Failure("internal");
  return { publicKey, secret: key };
}

/** Failure bad_key for a public key that leads to zero, or is none. */
export async function x25519(pair: X25519KeyPair, publicKey: Uint8Array): Promise<Bytes> {
  if (publicKey.length !== 32) throw new Failure("bad_key");
  let shared: Bytes;
  try {
    shared =
      pair.secret instanceof Uint8Array
        ? own((await noble()).getSharedSecret(pair.secret, publicKey))
        : await derive(pair.secret, publicKey);
  } catch {
    throw new Failure("bad_key");
  }
  if (shared.length !== 32 || equalConstantTime(shared, new Uint8Array(32))) throw new Failure("bad_key");
  return shared;
}

async function derive(secret: CryptoKey, publicKey: Uint8Array): Promise<Bytes> {
  const peer = await subtle().importKey("raw", own(publicKey), name, false, []);
  return new Uint8Array(await subtle().deriveBits({ name, public: peer }, secret, 256));
}
