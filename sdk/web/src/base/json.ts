// JSON from outside, read strictly: bounded size and depth, no key twice, types as asked. JSON.parse keeps the
// last of two equal keys, and two readers could then disagree about one signed text; so keys are counted here.

import { Failure } from "./error.js";

export const maxJsonText = 1 << 20;
export const maxJsonDepth = 16;

export type JsonObject = { readonly [key: string]: unknown };

/** One object and nothing after it. Failure too_large, malformed. */
export function parseJson(text: string): JsonObject {
  if (text.length > maxJsonText) throw new Failure("too_large");
  checkKeys(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Failure("malformed", "no JSON");
  }
  if (!isObject(value)) throw new Failure("malformed", "no JSON object");
  return value;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Depth and equal keys; whatever else is wrong JSON.parse finds. */
function checkKeys(text: string): void {
  const levels: (Set<string> | null)[] = []; // null: a list
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === '"') {
      const end = stringEnd(text, at);
      const keys = levels[levels.length - 1];
      if (keys && isKey(text, end)) noteKey(keys, text.slice(at, end));
      at = end;
      continue;
    }
    if (character === "{" || character === "[") {
      levels.push(character === "{" ? new Set() : null);
      if (levels.length > maxJsonDepth) throw new Failure("malformed", "too deep");
    } else if (character === "}" || character === "]") {
      levels.pop();
    }
    at++;
  }
}

/** Whether a colon follows, after any white space. */
function isKey(text: string, end: number): boolean {
  while (" \t\r\n".includes(text.charAt(end)) && end < text.length) end++;
  return text.charAt(end) === ":";
}

function stringEnd(text: string, begin: number): number {
  for (let at = begin + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "\\") at++;
    else if (character === '"') return at + 1;
  }
  throw new Failure("malformed", "no JSON");
}

function noteKey(keys: Set<string>, quoted: string): void {
  let key: unknown;
  try {
    key = JSON.parse(quoted);
  } catch {
    throw new Failure("malformed", "no JSON");
  }
  if (typeof key !== "string" || keys.has(key)) throw new Failure("malformed", "a key twice");
  keys.add(key);
}

// Undefined when the key is absent or holds another type; nothing is converted.

function valueOf(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

export function hasKey(object: JsonObject, key: string): boolean {
  return Object.hasOwn(object, key);
}

export function getString(object: JsonObject, key: string): string | undefined {
  const value = valueOf(object, key);
  return typeof value === "string" ? value : undefined;
}

export function getInteger(object: JsonObject, key: string): number | undefined {
  const value = valueOf(object, key);
  return typeof value === "number" && Number.isSafeInteger(value) ? value : undefined;
}

export function getBool(object: JsonObject, key: string): boolean | undefined {
  const value = valueOf(object, key);
  return typeof value === "boolean" ? value : undefined;
}

export function getObject(object: JsonObject, key: string): JsonObject | undefined {
  const value = valueOf(object, key);
  return isObject(value) ? value : undefined;
}

function getList<T>(object: JsonObject, key: string, is: (value: unknown) => value is T): T[] | undefined {
  const value = valueOf(object, key);
  return Array.isArray(value) && value.every(is) ? value : undefined;
}

export function getStrings(object: JsonObject, key: string): string[] | undefined {
  return getList(object, key, (value): value is string => typeof value === "string");
}

export function getIntegers(object: JsonObject, key: string): number[] | undefined {
  return getList(object, key, (value): value is number => Number.isSafeInteger(value));
}

export function getObjects(object: JsonObject, key: string): JsonObject[] | undefined {
  return getList(object, key, isObject);
}
