// zstd of the machine, which writes what the native half writes.

import { spawnSync } from "node:child_process";

export function zstdCompressSync(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const done = spawnSync("zstd", ["-q", "--no-check", "--stream-size", String(bytes.length), "-c"], { input: bytes });
  if (done.status !== 0) throw new Error(`zstd: ${String(done.stderr)}`);
  return new Uint8Array(done.stdout);
}
