// The interface of a plugin's web half: what sdk/include/cordee has in C, in TypeScript. A half is an ES module
// whose default export is a CreatePlugin. Limits and meanings are those of the headers.

import type { Bytes } from "../base/bytes.js";
import type { Side } from "../session/module.js";

/** base.h: cordee_status. */
export type Status = "ok" | "again" | "too_large" | "invalid" | "closed" | "denied" | "failed";

export type StorageScope = "session" | "kept";
export type LogLevel = "debug" | "info" | "warning" | "error";
export type TaskState = "running" | "paused" | "done" | "failed" | "cancelled";
export type TaskWish = "pause" | "go_on" | "cancel";

/** Tasks that the plugin itself begins have numbers from here on. */
export const ownTasks = 0x8000_0000;

export interface TaskReport {
  readonly task: number;
  readonly state: TaskState;
  /** Bytes, bytes per second and seconds; undefined where it is not known. */
  readonly done: number;
  readonly total?: number | undefined;
  readonly rate?: number | undefined;
  readonly secondsLeft?: number | undefined;
  /** For the person, in their language. */
  readonly title: string;
  readonly detail: string;
}

/** Session and channels of the half: ext/session.h, ext/channel.h, and so on. */
export interface Host {
  readonly side: Side;
  /** The name of the person on the other side; printable. */
  readonly peerName: string;
  /** "en" or "fr". */
  readonly language: string;
  /** Whether the session holds this permission now. */
  permitted(permission: string): boolean;
  /** Ends this module on both sides; deactivate() follows. */
  finish(): void;
  readonly channel: {
    /** "again": nothing was taken, writable() follows. The message must not be changed afterwards. */
    send(channel: number, message: Bytes): Status;
  };
  readonly log: { write(level: LogLevel, text: string): void };
  readonly settings: {
    /** Undefined: the manifest has no such setting. */
    get(key: string): string | undefined;
  };
  readonly storage: {
    read(scope: StorageScope, key: string): Promise<Bytes | undefined>;
    write(scope: StorageScope, key: string, value: Bytes): Promise<Status>;
    remove(scope: StorageScope, key: string): Promise<Status>;
    list(scope: StorageScope): Promise<readonly string[]>;
  };
  readonly timer: {
    start(timer: number, milliseconds: number): Status;
    stop(timer: number): void;
  };
  readonly task: { report(report: TaskReport): Status };
  readonly consent: {
    /** `choices` go from the one that allows the least; answered() follows, once. */
    ask(question: number, text: string, choices: readonly string[]): Status;
    withdraw(question: number): void;
  };
  readonly audit: {
    record(act: string, facts: { readonly [name: string]: string | number | boolean }): Status;
  };
  /** A page has windows instead of lines; a host that shows text has this. */
  readonly lines?: { show(text: string): Status } | undefined;
  /** Where the half draws; undefined where nothing is shown. */
  readonly place?: HTMLElement | undefined;
}

/** All but received() may be left out. Nothing is called before activate() or after deactivate(). */
export interface Plugin {
  activate?(): void;
  deactivate?(): void | Promise<void>;
  /** One whole message of the other half. */
  received(channel: number, message: Bytes): void;
  writable?(): void;
  peerRestarted?(): void;
  /** What the path leaves to this module. */
  rateChanged?(bytesPerSecond: number): void;
  /** What host.permitted() says is different now. */
  permissionsChanged?(): void;
  settingsChanged?(): void;
  expired?(timer: number): void;
  begin?(task: number, wish: string): void;
  act?(task: number, wish: TaskWish): void;
  answered?(question: number, choice: number): void;
  typed?(text: string): void;
  dropped?(names: readonly string[]): void;
}

export type CreatePlugin = (host: Host) => Plugin;
