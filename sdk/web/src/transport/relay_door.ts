// Into a relay: its greeting, this side's ticket and proof, and its answer. Then come the other side's records.

import type { Bytes } from "../base/bytes.js";
import { relayProof } from "../crypto/relay_proof.js";
import { checkRelayAnswer, decodeRelayGreeting, encodeRelayEntry } from "../wire/relay_entry.js";
import type { Connection } from "./connection.js";

/** Lets one side of one session into one relay, once. */
export interface RelayTicket {
  readonly ticket: string;
  /** Proves it, and is never sent to the relay. */
  readonly key: Bytes;
}

/** The greeting's nonce: what answers there is a relay. */
export async function awaitGreeting(connection: Connection): Promise<Bytes> {
  return decodeRelayGreeting(await connection.receive());
}

/** Returns when the other side is here too. Failure refused, expired, already_used, exhausted (busy),
 * not_found (nobody came in time). */
export async function enterRelay(connection: Connection, nonce: Bytes, ticket: RelayTicket): Promise<void> {
  const proof = await relayProof(ticket.key, nonce, ticket.ticket);
  await connection.send(encodeRelayEntry(ticket.ticket, proof));
  checkRelayAnswer(await connection.receive());
}
