// Small enough for the first paint: the check digit is looked at while the person types.

import { parseSessionCode } from "@cordee/sdk";

export { parseSessionCode };

export type Look = "empty" | "short" | "form" | "typo" | "good";

export function lookAt(typed: string): Look {
  const digits = typed.replace(/\D/g, "").length;
  if (typed.trim() === "") return "empty";
  try {
    parseSessionCode(typed);
    return "good";
  } catch (error) {
    if ((error as { code?: string }).code === "bad_signature") return "typo";
    return digits < 12 && /^[-\d\s]*$/.test(typed) ? "short" : "form";
  }
}
