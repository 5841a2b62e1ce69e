// The pre-shared keys of the ways in. PROTOCOL.md, "Ways in".

import { fromText, type Bytes } from "../base/bytes.js";
import { hkdf } from "./hash.js";

export function codePsk(shared: Uint8Array, contextHash: Uint8Array): Promise<Bytes> {
  return hkdf(fromText("rs1 code psk"), shared, contextHash, 32);
}
export function linkPsk(secret: Uint8Array, contextHash: Uint8Array): Promise<Bytes> {
  return hkdf(fromText("rs1 link psk"), secret, contextHash, 32);
}
export function introductionPsk(secret: Uint8Array, contextHash: Uint8Array): Promise<Bytes> {
  return hkdf(fromText("rs1 intro psk"), secret, contextHash, 32);
}
/** The broker is trusted for the keys. */
export function accountPsk(): Bytes {
  return new Uint8Array(32);
}
