// SPAKE2 on P-256, RFC 9382: from a short code that both know to a key that nobody else can find but by one
// guess for each run. Points and scrypt are noble's, which is loaded only for this.

import { concat, fromText, own, toHex, wipe, type Bytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import type { Random } from "../base/random.js";
import { hkdf, hmacSha256, sha256 } from "./hash.js";

export interface Spake2Setup {
  readonly identityA: string;
  readonly identityB: string;
  /** Goes into the confirmation keys. */
  readonly associated: Bytes;
}

export interface Spake2Keys {
  /** Ke; to be used only after the other side's confirmation was right. */
  readonly shared: Bytes;
  readonly ownConfirmation: Bytes;
  /** To be compared in constant time. */
  readonly peerConfirmation: Bytes;
}

const shareSize = 65;
const uncompressed = 4;
const maskA = "02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f";
const maskB = "03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49";

const curve = async () => (await import("@noble/curves/nist.js")).p256;
type Curve = Awaited<ReturnType<typeof curve>>;
type Point = InstanceType<Curve["Point"]>;

const toNumber = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);

/** w: what a session code is in SPAKE2. Takes 16 MiB and some 50 ms, on purpose. */
export async function codeScalar(secret: string, session: Uint8Array): Promise<Bytes> {
  const { scryptAsync } = await import("@noble/hashes/scrypt.js");
  const salt = concat(fromText("rs1 code"), session);
  const stretched = await scryptAsync(fromText(secret), salt, { N: 2 ** 14, r: 8, p: 1, dkLen: 40 });
  const order = (await curve()).Point.Fn.ORDER;
  const w = scalarBytes(toNumber(stretched) % order);
  wipe(stretched);
  return w;
}

function scalarBytes(number: bigint): Bytes {
  const out = new Uint8Array(32);
  for (let i = 31; i >= 0; i--, number >>= 8n) out[i] = Number(number & 0xffn);
  return out;
}

/** One run of one side: A speaks first. */
export class Spake2 {
  private constructor(
    private readonly p256: Curve,
    private readonly side: "a" | "b",
    private readonly setup: Spake2Setup,
    private readonly w: Bytes,
    private readonly scalar: bigint,
    readonly share: Bytes,
  ) {}

  /** Failure bad_key when w is zero or not below the group's order. */
  static async start(side: "a" | "b", setup: Spake2Setup, w: Bytes, random: Random): Promise<Spake2> {
    const p256 = await curve();
    const order = p256.Point.Fn.ORDER;
    const isScalar = (number: bigint): boolean => number > 0n && number < order;
    if (w.length !== 32 || !isScalar(toNumber(w))) throw new Failure("bad_key");
    let scalar = 0n;
    while (!isScalar(scalar)) scalar = toNumber(random.bytes(32)); // what does not fit is thrown away
    const share = p256.Point.BASE.multiply(scalar).add(mask(p256, side).multiply(toNumber(w)));
    if (share.is0()) throw new Failure("bad_key");
    return new Spake2(p256, side, setup, w, scalar, own(share.toBytes(false)));
  }

  /** Failure bad_key when these bytes are no share: an uncompressed point of the curve, and not infinity. */
  static async checkShare(bytes: Uint8Array): Promise<void> {
    decode(await curve(), bytes);
  }

  /** Failure bad_key when the other side's share is none, or leads to infinity. Used once. */
  async finish(peerShare: Bytes): Promise<Spake2Keys> {
    const peer = decode(this.p256, peerShare);
    const hidden = mask(this.p256, this.side === "a" ? "b" : "a").multiply(toNumber(this.w));
    const open = peer.subtract(hidden);
    if (open.is0()) throw new Failure("bad_key");
    const k = open.multiply(this.scalar);
    if (k.is0()) throw new Failure("bad_key");
    const said = this.#transcript(peerShare, k.toBytes(false));
    const both = await sha256(said); // Ke || Ka
    const info = concat(fromText("ConfirmationKeys"), this.setup.associated);
    const confirmation = await hkdf(new Uint8Array(0), both.subarray(16), info, 32); // KcA || KcB
    const ofA = await hmacSha256(confirmation.subarray(0, 16), said);
    const ofB = await hmacSha256(confirmation.subarray(16), said);
    const shared = both.slice(0, 16);
    wipe(said, both, confirmation, this.w);
    const a = this.side === "a";
    return { shared, ownConfirmation: a ? ofA : ofB, peerConfirmation: a ? ofB : ofA };
  }

  #transcript(peerShare: Bytes, k: Uint8Array): Bytes {
    const a = this.side === "a";
    return concat(
      part(fromText(this.setup.identityA)),
      part(fromText(this.setup.identityB)),
      part(a ? this.share : peerShare),
      part(a ? peerShare : this.share),
      part(k),
      part(this.w),
    );
  }
}

function mask(p256: Curve, side: "a" | "b"): Point {
  return p256.Point.fromHex(side === "a" ? maskA : maskB);
}

function decode(p256: Curve, bytes: Uint8Array): Point {
  if (bytes.length !== shareSize || bytes[0] !== uncompressed) throw new Failure("bad_key");
  try {
    const point = p256.Point.fromHex(toHex(bytes));
    point.assertValidity();
    if (!point.is0()) return point;
  } catch {
    // beside the curve
  }
  throw new Failure("bad_key");
}

/** RFC 9382 writes lengths as 8 bytes, little-endian. */
function part(bytes: Uint8Array): Bytes {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setUint32(0, bytes.length, true);
  return concat(length, bytes);
}
