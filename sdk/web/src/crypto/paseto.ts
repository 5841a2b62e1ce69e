// PASETO v4.public tokens: text signed with Ed25519. The algorithm is part of the format, so nothing is
// negotiated.

import { concat, fromBase64url, fromText, toText, type Bytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import { verifyEd25519 } from "./ed25519.js";

const prefix = "v4.public.";
const signatureSize = 64;

export interface PasetoToken {
  readonly payload: string;
  readonly footer: string;
}

interface Parts {
  readonly payload: Bytes;
  readonly signature: Bytes;
  readonly footer: Bytes;
}

/** PASETO's Pre-Authentication Encoding: no two lists of pieces give the same bytes. */
function encodePieces(pieces: readonly Uint8Array[]): Bytes {
  return concat(little(pieces.length), ...pieces.flatMap((piece) => [little(piece.length), piece]));
}

function little(number: number): Bytes {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setUint32(0, number, true);
  return out;
}

function split(token: string): Parts {
  if (!token.startsWith(prefix)) throw new Failure("malformed", "token");
  const [first = "", second, ...more] = token.slice(prefix.length).split(".");
  const body = fromBase64url(first);
  const footer = second === undefined ? new Uint8Array(0) : fromBase64url(second);
  // An empty footer is spelled without its dot.
  if (!body || body.length < signatureSize || !footer || footer.length === 0 !== (second === undefined) || more.length > 0)
    throw new Failure("malformed", "token");
  const end = body.length - signatureSize;
  return { payload: body.subarray(0, end), signature: body.subarray(end), footer };
}

function text(bytes: Bytes): string {
  const out = toText(bytes);
  if (out === null) throw new Failure("malformed", "token");
  return out;
}

/** The implicit assertion is signed and not sent: it says what the token is for. Failure malformed for what is
 * no token, bad_signature for what this key did not sign. The caller bounds the length first. */
export async function verifyPaseto(publicKey: Uint8Array, token: string, implicit: string): Promise<PasetoToken> {
  const parts = split(token);
  const signed = encodePieces([fromText(prefix), parts.payload, parts.footer, fromText(implicit)]);
  if (!(await verifyEd25519(publicKey, signed, parts.signature))) throw new Failure("bad_signature", "token");
  return { payload: text(parts.payload), footer: text(parts.footer) };
}

/** The footer before any check, good for nothing but choosing the key. */
export function unverifiedFooter(token: string): string {
  return text(split(token).footer);
}
