// The few assertions of tests that also run in a page.

import { toHex } from "../../src/base/bytes";
import { Failure, type Errc } from "../../src/base/error";

export function check(condition: boolean, what: string): void {
  if (!condition) throw new Error(`not so: ${what}`);
}

export function equal<T extends string | number | boolean | undefined>(found: T, expected: T, what: string): void {
  check(found === expected, `${what}: ${String(found)} instead of ${String(expected)}`);
}

export function sameBytes(found: Uint8Array, expected: string, what: string): void {
  equal(toHex(found), expected, what);
}

export async function failsWith(code: Errc, work: () => unknown, what: string): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Failure && error.code === code) return;
    throw new Error(`${what}: ${String(error)} instead of ${code}`);
  }
  throw new Error(`${what}: no failure instead of ${code}`);
}

export interface Case {
  readonly name: string;
  readonly run: () => Promise<void>;
}
