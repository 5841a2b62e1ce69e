import { fromText, toHex, Writer, type Bytes } from "@cordee/sdk/plugin";
import { blockSize } from "./messages.js";

export async function hashOf(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** Of a whole file, from the hashes of its blocks. */
export async function rootOf(size: number, hashes: readonly Bytes[]): Promise<Bytes> {
  if (hashes.length === 0) return hashOf(new Uint8Array(0));
  if (hashes.length === 1 && hashes[0]) return hashes[0];
  const out = new Writer().bytes(fromText("cordee file tree 1")).u64(size).u32(blockSize(size));
  for (const hash of hashes) out.bytes(hash);
  return hashOf(out.take());
}

export const sameHash = (a: Uint8Array, b: Uint8Array): boolean => toHex(a) === toHex(b);
