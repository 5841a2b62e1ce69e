// What the sending and the receiving end of a transfer need from it.

import type { Bytes } from "@cordee/sdk/plugin";
import type { Body } from "./messages.js";

export interface Owner {
  /** How long the message was. */
  put(body: Body): number;
  readonly blocked: boolean;
  /** The transfer ends with this trouble. */
  giveUp(trouble: number): void;
  complete(): void;
  moved(path: string, size: number, root: Bytes): void;
  failed(path: string, trouble: number): void;
  skipped(): void;
  /** Something that shows has changed. */
  touched(): void;
}

export interface Counts {
  readonly done: number;
  readonly total: number | undefined;
  /** Over the line. */
  readonly carried: number;
}

export interface End {
  /** False: it may not say that. */
  on(body: Body): boolean;
  pump(): void;
  pause(on: boolean): void;
  /** Nobody hears of what is still under way. */
  end(discard: boolean): void;
  readonly counts: Counts;
}
