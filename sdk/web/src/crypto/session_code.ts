// The code that is spoken: a routing number for the broker, and eight digits that it never learns.
// PROTOCOL.md, "Code".

import { Failure } from "../base/error.js";
import type { Random } from "../base/random.js";

const damm = [
  "0317598642",
  "7092154863",
  "4206871359",
  "1750983426",
  "6123045978",
  "3674209581",
  "5869720134",
  "8945362017",
  "9438617205",
  "2581436790",
] as const;

const secretDigits = 8;
const minRouting = 4;
const maxRouting = 6;
const maxTyped = 64;

export interface SessionCode {
  readonly routing: string;
  /** Eight digits; not for logs, requests or the broker. */
  readonly secret: string;
}

export function dammCheckDigit(digits: string): string {
  let interim = "0";
  for (const digit of digits) interim = damm[Number(interim)]?.charAt(Number(digit)) ?? "";
  return interim;
}

/** What a person typed, with spaces and hyphens as they like. Failure malformed; bad_signature for a wrong
 * check digit: two digits are swapped, or one is wrong. Nothing of it has gone anywhere. */
export function parseSessionCode(text: string): SessionCode {
  if (text.length > maxTyped || !/^[-0-9 \t\r\n]*$/.test(text)) throw new Failure("malformed", "code");
  const digits = text.replace(/\D/g, "");
  const routing = digits.length - secretDigits;
  if (routing < minRouting || routing > maxRouting) throw new Failure("malformed", "code");
  if (dammCheckDigit(digits) !== "0") throw new Failure("bad_signature", "check digit");
  return { routing: digits.slice(0, routing), secret: digits.slice(routing) };
}

export function makeSessionCode(routing: string, random: Random): SessionCode {
  if (!/^\d{4,6}$/.test(routing)) throw new Failure("malformed", "routing number");
  let secret = "";
  while (secret.length < secretDigits - 1) {
    const byte = random.bytes(1)[0] ?? 255;
    if (byte < 250) secret += String(byte % 10); // no digit is more likely than another
  }
  return { routing, secret: secret + dammCheckDigit(routing + secret) };
}

/** "4821-7730-2912" */
export function formatSessionCode(code: SessionCode): string {
  return `${code.routing}-${code.secret.slice(0, 4)}-${code.secret.slice(4)}`;
}
