// A broker's word, made here: keys, grants and their signatures.

import { ed25519 } from "@noble/curves/ed25519.js";
import { concat, fromText, toBase64url, toHex, type Bytes } from "../../src/base/bytes";
import { grantImplicit, type TrustStore } from "../../src/crypto/grant_verifier";

export const signingSeed = new Uint8Array(32).fill(7);
export const trust: TrustStore = new Map([["k1", ed25519.getPublicKey(signingSeed)]]);

const little = (number: number): Bytes => {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setUint32(0, number, true);
  return out;
};

export function signToken(payload: string, footer = '{"kid":"k1"}', implicit = grantImplicit): string {
  const pieces = [fromText("v4.public."), fromText(payload), fromText(footer), fromText(implicit)];
  const signed = concat(little(pieces.length), ...pieces.flatMap((piece) => [little(piece.length), piece]));
  const body = concat(fromText(payload), ed25519.sign(signed, signingSeed));
  return `v4.public.${toBase64url(body)}.${toBase64url(fromText(footer))}`;
}

export interface Claims {
  readonly sid: Bytes;
  readonly operator: Bytes;
  readonly agent: Bytes;
  readonly way: string;
  readonly seq?: number;
  readonly typ?: string;
  readonly perms?: readonly string[];
  readonly mods?: readonly { id: string; min: string; pub: string; perms?: readonly string[] }[];
  readonly at?: number;
  readonly life?: number;
}

const time = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, "Z");

export function grantObject(claims: Claims): Record<string, unknown> {
  const at = claims.at ?? Date.now();
  const seq = claims.seq ?? 1;
  return {
    typ: claims.typ ?? "grant",
    jti: `j${seq}`,
    seq,
    sid: toHex(claims.sid),
    iat: time(at),
    nbf: time(at),
    exp: time(at + (claims.life ?? 15 * 60_000)),
    ways: [claims.way],
    parts: [
      {
        role: "operator",
        key: toBase64url(claims.operator),
        name: "Ada",
        org: "Example",
        perms: claims.perms ?? ["view", "input", "chat"],
        mods: claims.mods ?? [{ id: "echo", min: "0.1.0", pub: "p" }],
      },
      { role: "agent", key: toBase64url(claims.agent), name: "", org: "", perms: [], mods: [] },
    ],
    rec: { rule: "forbidden", keys: [] },
    crit: [],
  };
}

export function makeGrant(claims: Claims): string {
  return signToken(JSON.stringify(grantObject(claims)));
}
