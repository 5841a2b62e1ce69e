// What has been received in this session, by path, and the parts of what has not been received whole yet.

import type { Bytes } from "@cordee/sdk/plugin";
import type { Part } from "./store.js";

export interface Received {
  readonly path: string;
  readonly size: number;
  readonly modified: bigint;
  readonly blob: Blob;
}

/** A part with the hashes of the blocks that were verified and written. */
export interface KeptPart {
  readonly part: Part;
  readonly hashes: (Bytes | undefined)[];
}

export class Inbox {
  readonly files = new Map<string, Received>();
  readonly folders = new Set<string>();
  /** Paths that something is being written for. */
  readonly claimed = new Set<string>();
  readonly #parts = new Map<string, KeptPart>();

  constructor(private readonly changed: () => void) {}

  add(file: Received): void {
    this.files.set(file.path, file);
    this.changed();
  }
  addFolder(path: string): void {
    this.folders.add(path);
  }

  /** For going on with the same file later, in a transfer that begins anew. */
  keepPart(key: string, part: KeptPart): void {
    this.#parts.set(key, part);
  }
  takePart(key: string): KeptPart | undefined {
    const out = this.#parts.get(key);
    this.#parts.delete(key);
    return out;
  }
}
