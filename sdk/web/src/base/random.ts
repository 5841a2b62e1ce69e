// Randomness: the system's, and nothing else. Tests give their own.

import type { Bytes } from "./bytes.js";

export interface Random {
  bytes(size: number): Bytes;
}

export const systemRandom: Random = {
  bytes: (size) => crypto.getRandomValues(new Uint8Array(size)),
};
