// Where what comes in lies until the person saves it: the private files of this origin where the browser has them,
// else memory. It goes with the page.

import type { Bytes } from "@cordee/sdk/plugin";
import { trouble } from "./trouble.js";

/** What can be held without the browser's private files. */
export const memoryMost = 256 * 1024 * 1024;

/** A file that is being received. */
export interface Part {
  write(at: number, bytes: Bytes): Promise<void>;
  /** All of it; no more writes. */
  finish(): Promise<Blob>;
  discard(): Promise<void>;
}

/** Carries a trouble to whoever writes. */
export class StoreError extends Error {
  constructor(readonly trouble: number) {
    super(`trouble ${trouble}`);
  }
}

export class Store {
  #memory = 0;
  #folder: Promise<FileSystemDirectoryHandle | undefined> | undefined;
  #count = 0;
  /** One folder for each half that runs, so that pages do not meet. */
  readonly #name = `cordee-files-${Date.now()}-${crypto.randomUUID()}`;

  /** For a file of this size. StoreError full. */
  async part(size: number): Promise<Part> {
    const folder = await (this.#folder ??= this.#openFolder());
    if (!folder) return this.#memoryPart(size);
    const { quota, usage } = await navigator.storage.estimate();
    if (quota !== undefined && usage !== undefined && quota - usage < size) throw new StoreError(trouble.full);
    return filePart(folder, `part-${++this.#count}`);
  }

  /** Small ones do without a file. */
  keep(bytes: Bytes): Blob {
    if (this.#memory + bytes.length > memoryMost) throw new StoreError(trouble.full);
    this.#memory += bytes.length;
    return new Blob([bytes]);
  }

  async close(): Promise<void> {
    if (!(await this.#folder)) return;
    const root = await navigator.storage.getDirectory();
    await root.removeEntry(this.#name, { recursive: true }).catch(() => undefined);
  }

  async #openFolder(): Promise<FileSystemDirectoryHandle | undefined> {
    try {
      const root = await navigator.storage.getDirectory();
      await removeOld(root);
      const folder = await root.getDirectoryHandle(this.#name, { create: true });
      return "createWritable" in FileSystemFileHandle.prototype ? folder : undefined;
    } catch {
      return undefined;
    }
  }

  #memoryPart(size: number): Part {
    if (this.#memory + size > memoryMost) throw new StoreError(trouble.full);
    this.#memory += size;
    const pieces = new Map<number, Bytes>();
    return {
      write: async (at, bytes) => void pieces.set(at, bytes),
      finish: async () => new Blob([...pieces].sort(([a], [b]) => a - b).map(([, piece]) => piece)),
      discard: async () => {
        pieces.clear();
        this.#memory -= size;
      },
    };
  }
}

const day = 24 * 3600 * 1000;

/** What pages left that were closed without a goodbye. */
async function removeOld(root: FileSystemDirectoryHandle): Promise<void> {
  for await (const name of root.keys()) {
    const begun = Number(/^cordee-files-(\d+)-/.exec(name)?.[1] ?? Infinity);
    if (Date.now() - begun > 2 * day) await root.removeEntry(name, { recursive: true }).catch(() => undefined);
  }
}

async function filePart(folder: FileSystemDirectoryHandle, name: string): Promise<Part> {
  const file = await folder.getFileHandle(name, { create: true });
  const out = await file.createWritable();
  const full = (error: unknown): never => {
    throw new StoreError(error instanceof DOMException && error.name === "QuotaExceededError" ? trouble.full : trouble.disk);
  };
  return {
    write: (at, bytes) => out.write({ type: "write", position: at, data: bytes }).catch(full),
    finish: async () => {
      await out.close().catch(full);
      return file.getFile();
    },
    discard: async () => {
      await out.abort().catch(() => undefined);
      await folder.removeEntry(name).catch(() => undefined);
    },
  };
}
