// Who is signed in, and every question to the broker in that name. When the login ends, the question waits until the
// person has signed in again: nothing that runs is lost.

import { computed, signal } from "@preact/signals";
import { call, callText, send, type CallOptions, type Method } from "../api/call";
import { Problem } from "../api/problem";

export type RoleName = "administrator" | "scoped_administrator" | "operator";

export interface Me {
  readonly id?: string | number;
  readonly email: string;
  readonly name: string;
  readonly role: RoleName;
  readonly organisation?: string;
  readonly totp?: boolean;
  readonly csrf?: string;
  readonly scopes?: readonly string[];
}

/** undefined: not asked yet; null: nobody. */
export const me = signal<Me | null | undefined>(undefined);
export const expired = signal(false);
export const administers = computed(() => me.value?.role === "administrator" || me.value?.role === "scoped_administrator");
export const isAdministrator = computed(() => me.value?.role === "administrator");

let csrf: string | undefined;
/** Of a broker that gives no cookies; in memory alone. */
let bearer: string | undefined;
let waiting: (() => void)[] = [];

export interface Login {
  readonly email: string;
  readonly password: string;
  readonly totp?: string;
}

export async function lookWhoItIs(): Promise<void> {
  try {
    const found = await call<Me>("GET", "/me", { bearer });
    csrf = found.csrf ?? csrf;
    me.value = found;
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    me.value = null;
  }
}

/** Problem totp_required: the password is right, and a code is needed too. */
export async function signIn(login: Login): Promise<void> {
  const answer = await call<{ csrf?: string; token?: string }>("POST", "/login", { body: { ...login, cookie: true } });
  csrf = answer.csrf;
  bearer = answer.token;
  await lookWhoItIs();
  expired.value = false;
  const go = waiting;
  waiting = [];
  for (const one of go) one();
}

export async function signOut(): Promise<void> {
  await call("POST", "/logout", { body: {}, csrf, bearer }).catch(() => undefined);
  csrf = bearer = undefined;
  me.value = null;
  expired.value = false;
}

export const loginProtocols = (): string[] => ["cordee.events.1", ...(bearer === undefined ? [] : [`cordee.bearer.${bearer}`])];

async function withLogin<T>(work: (options: Pick<CallOptions, "csrf" | "bearer">) => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await work({ csrf, bearer });
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 401 || !me.value) throw error;
      expired.value = true;
      await new Promise<void>((go, stop) => {
        waiting.push(go);
        signal?.addEventListener("abort", () => stop(error), { once: true });
      });
    }
  }
}

export function ask<T>(method: Method, path: string, body?: unknown, options: CallOptions = {}): Promise<T> {
  return withLogin((login) => call<T>(method, path, { ...options, ...login, body }), options.signal);
}

export function askText(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<string> {
  return withLogin((login) => callText(method, path, { ...login, body, signal }), signal);
}

export function upload(method: Method, path: string, raw: Blob): Promise<Response> {
  return withLogin((login) => send(method, path, { ...login, raw }));
}

export async function download(path: string, name: string): Promise<void> {
  const answer = await withLogin((login) => send("GET", path, login));
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A part of a newer broker that an older one does not have. */
export async function ifThere<T>(question: Promise<T>): Promise<T | undefined> {
  try {
    return await question;
  } catch (error) {
    if (error instanceof Problem && (error.status === 404 || error.status === 405)) return undefined;
    throw error;
  }
}
