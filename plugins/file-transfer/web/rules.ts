// What the settings of this side allow to come in and to go out.

import { lastPart } from "./paths.js";
import { trouble } from "./trouble.js";

export interface Rules {
  readonly ask: "never" | "transfer" | "file";
  /** Bytes; 0: no limit. */
  readonly maxSize: number;
  readonly maxTotal: number;
  readonly allowed: readonly RegExp[];
  readonly refused: readonly RegExp[];
}

/** Patterns of names as a shell has them, with commas or spaces between; upper and lower case are one. */
function patterns(text: string): RegExp[] {
  const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const part = (piece: string): string => {
    if (piece === "*") return "[^]*";
    if (piece === "?") return "[^]";
    if (piece.length < 3) return literal(piece);
    const inner = piece.slice(1, -1);
    const negated = /^[!^]/.test(inner);
    return `[${negated ? "^" : ""}${(negated ? inner.slice(1) : inner).replace(/[\\\]^[]/g, "\\$&")}]`;
  };
  const one = (pattern: string): RegExp => {
    const source = [...pattern.matchAll(/\[[!^]?\]?[^\]]*\]|[^]/gu)].map(([piece]) => part(piece)).join("");
    try {
      return new RegExp(`^${source}$`, "iu");
    } catch {
      return new RegExp(`^${[...pattern].map(literal).join("")}$`, "iu"); // "[z-a]" stands for itself
    }
  };
  return text.split(/[, \t\n]+/).filter((pattern) => pattern !== "").map(one);
}

export function rulesOf(setting: (key: string) => string | undefined): Rules {
  const number = (key: string): number => Math.max(0, Number(setting(key) ?? 0) || 0);
  const ask = setting("ask");
  return {
    ask: ask === "never" || ask === "file" ? ask : "transfer",
    maxSize: number("max_size"),
    maxTotal: number("max_total"),
    allowed: patterns(setting("allowed") ?? ""),
    refused: patterns(setting("refused") ?? ""),
  };
}

/** A trouble, or none. */
export function check(rules: Rules, path: string, size: number): number {
  if (rules.maxSize !== 0 && size > rules.maxSize) return trouble.tooLarge;
  const name = lastPart(path);
  const fits = (list: readonly RegExp[]): boolean => list.some((pattern) => pattern.test(name));
  return (rules.allowed.length > 0 && !fits(rules.allowed)) || fits(rules.refused) ? trouble.badName : trouble.none;
}
