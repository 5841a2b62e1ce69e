// The broker's API: JSON, with the cookie of the console or the token of one session.

import { language } from "../base/language";
import { t } from "../base/texts";
import { Problem, readProblem } from "./problem";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface CallOptions {
  readonly body?: unknown;
  /** Instead of JSON: a package, say. */
  readonly raw?: Blob;
  readonly bearer?: string | undefined;
  readonly csrf?: string | undefined;
  /** The same for every try of one act. */
  readonly idempotency?: string;
  readonly signal?: AbortSignal | undefined;
}

export async function send(method: Method, path: string, options: CallOptions = {}): Promise<Response> {
  const { body, raw, bearer, csrf, idempotency, signal } = options;
  const headers: Record<string, string> = { "Accept-Language": language.value };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (bearer) headers["Authorization"] = `Bearer ${bearer}`;
  if (csrf && method !== "GET") headers["X-Cordee-CSRF"] = csrf;
  if (idempotency) headers["Idempotency-Key"] = idempotency;
  let answer: Response;
  try {
    answer = await fetch(`/api/v1${path}`, {
      method,
      headers,
      body: raw ?? (body === undefined ? null : JSON.stringify(body)),
      signal: signal ?? null,
      credentials: "same-origin",
      cache: "no-store",
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(0, "no_answer", t("noAnswer"), t("noAnswerHint"));
  }
  if (!answer.ok) throw await readProblem(answer);
  return answer;
}

/** The answer as it was sent: what a session reads strictly. */
export async function callText(method: Method, path: string, options: CallOptions = {}): Promise<string> {
  return (await send(method, path, options)).text();
}

export async function call<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  const text = await callText(method, path, options);
  try {
    return (text === "" ? {} : JSON.parse(text)) as T;
  } catch {
    throw new Problem(502, "malformed", t("unknownProblem"), t("noAnswerHint"));
  }
}

export function newKey(): string {
  return crypto.randomUUID();
}
