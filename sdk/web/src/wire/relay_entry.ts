// The few messages by which a side enters a relay; afterwards the relay forwards and reads nothing.
// PROTOCOL.md, "At the relay".

import { fromText, type Bytes } from "../base/bytes.js";
import { Failure, type Errc } from "../base/error.js";
import { Reader, Writer } from "./reader.js";

export const maxRelayTicket = 1024;
const nonceSize = 32;
const proofSize = 32;
const pairedSize = 2 + 16;

/** The nonce. */
export function decodeRelayGreeting(greeting: Uint8Array): Bytes {
  const input = new Reader(greeting);
  const magic = input.bytes(4);
  const nonce = input.bytes(nonceSize);
  input.finish();
  if (magic.some((byte, i) => byte !== "RLY1".charCodeAt(i))) throw new Failure("malformed", "no relay");
  return nonce;
}

export function encodeRelayEntry(ticket: string, proof: Uint8Array): Bytes {
  if (ticket.length === 0 || ticket.length > maxRelayTicket) throw new Failure("too_large");
  if (!/^[\x21-\x7e]+$/.test(ticket) || proof.length !== proofSize) throw new Failure("malformed");
  return new Writer().u16(ticket.length).bytes(fromText(ticket)).bytes(proof).take();
}

/** By the answer's number, from 1. */
const refusals: readonly Errc[] = ["refused", "expired", "already_used", "exhausted", "not_found"];

/** Returns when the sides are paired. Failure refused, expired, already_used, exhausted (busy), not_found (the
 * other side did not come). */
export function checkRelayAnswer(answer: Uint8Array): void {
  const input = new Reader(answer);
  const number = input.u8();
  if (number !== 0) throw new Failure(refusals[number - 1] ?? "malformed", "the relay's answer");
  input.bytes(pairedSize); // where datagrams go; a browser has none
  input.finish();
}
