// A running module as the session sees it: the web half of a plugin, or anything that acts like one.

import type { Bytes } from "../base/bytes.js";
import type { PriorityClass } from "../base/priority.js";
import type { Version } from "../base/version.js";

export type Side = "controlling" | "controlled";

/** Most channels of one module. */
export const maxModuleChannels = 16;

export interface ModuleRequest {
  readonly id: string;
  /** Of the module, by the grant or by the other side's version. */
  readonly minimum: Version;
  /** What grant, policy and person allow, never more. */
  readonly permissions: readonly string[];
  readonly side: Side;
  /** Printable. */
  readonly peerName: string;
}

/** One channel of a module. */
export interface ChannelSpec {
  readonly priority: PriorityClass;
  /** Its messages may be lost and overtaken, and have at most 1024 bytes. */
  readonly unreliable: boolean;
}

/** What is known of a module before it runs. The same version runs on both sides, so the channels are equal. */
export interface ModuleInfo {
  readonly id: string;
  readonly version: Version;
  readonly publisher: string;
  /** Those that the module declares. */
  readonly permissions: readonly string[];
  /** A channel is known by its index. */
  readonly channels: readonly ChannelSpec[];
}

/** The session's half of a running module. None of these calls the Module back before it returns. */
export interface ModulePort {
  /** One message of at most 16 MiB, which the caller must not change afterwards. False: no room, nothing was
   * taken; writable() follows. */
  send(channel: number, message: Bytes): boolean;
  /** received() was answered with false, and there is room again. */
  resume(): void;
  /** The module began anew and knows nothing; what was queued for or by its former self is dropped. */
  restarted(): void;
  /** The module ends on both sides, by the person's wish. */
  finished(): void;
  /** The module cannot go on; it ends on both sides. `why` is for the person here. */
  failed(why: string): void;
}

export interface Module {
  /** One whole message of the other half. False: no room, it is offered again after resume(). */
  received(channel: number, message: Bytes): boolean;
  /** A send() was refused, and now there is room. */
  writable(): void;
  /** What the path leaves to this module; told when it has changed by much. */
  rateChanged(bytesPerSecond: number): void;
  /** The other half began anew and knows nothing. */
  peerRestarted(): void;
  /** Never wider than what the module was started with. */
  permissionsChanged(permissions: readonly string[]): void;
  stop(): void | Promise<void>;
}

export interface ModuleProvider {
  /** Finds the module here, or fetches and verifies it. A Failure says what went wrong. */
  prepare(request: ModuleRequest): Promise<ModuleInfo>;
  /** Starts what prepare() found. The port outlives the module. */
  start(request: ModuleRequest, port: ModulePort): Promise<Module>;
}
