// What shows a relay that a ticket is this side's: a MAC over its nonce, under a key that is never sent there.

import { concat, fromText, type Bytes } from "../base/bytes.js";
import { hmacSha256 } from "./hash.js";

export function relayProof(key: Uint8Array, nonce: Uint8Array, ticket: string): Promise<Bytes> {
  return hmacSha256(key, concat(fromText("rs1 relay proof"), nonce, fromText(ticket)));
}
