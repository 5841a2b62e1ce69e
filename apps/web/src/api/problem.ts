// What the broker refuses, and what to do about it.

import { t } from "../base/texts";

export class Problem extends Error {
  override readonly name = "Problem";
  constructor(
    readonly status: number,
    readonly code: string,
    what: string,
    readonly hint = "",
    readonly retryAfter?: number,
    /** The whole document: a conflict says what the other one wrote. */
    readonly document: { readonly [key: string]: unknown } = {},
  ) {
    super(what);
  }
}

/** Whatever was thrown, for a person. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, "internal", t("unknownProblem"), String(error instanceof Error ? error.message : error));
}

export async function readProblem(answer: Response): Promise<Problem> {
  const document = ((await answer.json().catch(() => null)) ?? {}) as { readonly [key: string]: unknown };
  const text = (key: string): string => (typeof document[key] === "string" ? document[key] : "");
  const after = Number(answer.headers.get("retry-after"));
  const what = sentence(text("detail") || text("title")) || t("unknownProblem");
  const code = text("code") || String(answer.status);
  return new Problem(answer.status, code, what, sentence(text("hint")), after > 0 ? after : undefined, document);
}

/** The broker says phrases: "try again". */
function sentence(text: string): string {
  if (text === "") return "";
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
}
