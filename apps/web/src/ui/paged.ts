// Lists of any length: a page at a time, by the broker's cursor.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Signal } from "@preact/signals";
import { ask } from "../console/account";

export interface Paged<T> {
  readonly rows: readonly T[];
  readonly more: boolean;
  readonly busy: boolean;
  readonly error: unknown;
  next(): void;
  reload(): void;
}

export type Query = { readonly [key: string]: string | undefined };

export function queryText(query: Query): string {
  const parts = Object.entries(query).flatMap(([key, value]) => (value ? [`${key}=${encodeURIComponent(value)}`] : []));
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}

/** `key` is the list's name in the answer. News of the broker load the list anew. */
export function usePaged<T>(path: string, key: string, query: Query = {}, news?: Signal<number>): Paged<T> {
  const [rows, setRows] = useState<readonly T[]>([]);
  const [cursor, setCursor] = useState<string>();
  const [busy, setBusy] = useState(true);
  const [error, setError] = useState<unknown>();
  const turn = useRef(0);
  const question = queryText({ limit: "50", ...query });
  const load = async (after?: string): Promise<void> => {
    const mine = ++turn.current;
    setBusy(true);
    try {
      const answer = await ask<{ [key: string]: unknown }>("GET", `${path}${question}${after ? `&cursor=${encodeURIComponent(after)}` : ""}`);
      if (mine !== turn.current) return; // another question was asked since
      const found = Array.isArray(answer[key]) ? (answer[key] as T[]) : [];
      setRows((before) => (after ? [...before, ...found] : found));
      setCursor(typeof answer["next"] === "string" && answer["next"] !== "" ? answer["next"] : undefined);
      setError(undefined);
    } catch (failed) {
      if (mine === turn.current) setError(failed);
    }
    if (mine === turn.current) setBusy(false);
  };
  const heard = news?.value ?? 0;
  useEffect(() => {
    const timer = setTimeout(() => void load(), turn.current === 0 ? 0 : 200);
    return () => clearTimeout(timer);
  }, [path, question, heard]);
  return { rows, more: cursor !== undefined, busy, error, next: () => void load(cursor), reload: () => void load() };
}
