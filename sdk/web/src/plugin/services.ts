// What a page gives to the halves of plugins that it runs; each has a plain default.

import type { Bytes } from "../base/bytes.js";
import type { LogLevel, StorageScope, TaskReport } from "./plugin.js";

export interface Storage {
  read(scope: StorageScope, key: string): Promise<Bytes | undefined>;
  /** Rejects when there is no room. */
  write(scope: StorageScope, key: string, value: Bytes): Promise<void>;
  remove(scope: StorageScope, key: string): Promise<void>;
  list(scope: StorageScope): Promise<readonly string[]>;
}

export interface Services {
  readonly language: string;
  readonly settings: ReadonlyMap<string, string>;
  readonly storage: Storage;
  log(level: LogLevel, text: string): void;
  reported(report: TaskReport): void;
  /** The index of the choice. */
  ask(text: string, choices: readonly string[], signal: AbortSignal): Promise<number>;
  record(act: string, facts: { readonly [name: string]: string | number | boolean }): void;
  /** Undefined: nothing shows text here. */
  readonly show?: ((text: string) => void) | undefined;
}

/** For as long as the page lives. */
export class MemoryStorage implements Storage {
  readonly #values = new Map<string, Bytes>();
  async read(scope: StorageScope, key: string): Promise<Bytes | undefined> {
    return this.#values.get(`${scope} ${key}`)?.slice();
  }
  async write(scope: StorageScope, key: string, value: Bytes): Promise<void> {
    this.#values.set(`${scope} ${key}`, value.slice());
  }
  async remove(scope: StorageScope, key: string): Promise<void> {
    this.#values.delete(`${scope} ${key}`);
  }
  async list(scope: StorageScope): Promise<readonly string[]> {
    const mine = [...this.#values.keys()].filter((key) => key.startsWith(`${scope} `));
    return mine.map((key) => key.slice(scope.length + 1)).sort();
  }
}

export const plainServices: Services = {
  language: "en",
  settings: new Map(),
  storage: new MemoryStorage(),
  log: () => undefined,
  reported: () => undefined,
  ask: async () => 0, // what allows the least
  record: () => undefined,
};
