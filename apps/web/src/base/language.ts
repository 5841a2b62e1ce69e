// Two languages, complete: each part of the pages has its texts in both, and the types hold them together.

import { signal } from "@preact/signals";

export type Language = "en" | "fr";
export const languages: { readonly [language in Language]: string } = { en: "English", fr: "Français" };

const key = "cordee.language";

function first(): Language {
  const chosen = read(key) ?? navigator.languages?.find((one) => /^(en|fr)\b/.test(one));
  return chosen?.startsWith("fr") ? "fr" : "en";
}

/** Some browsers forbid storage; then a choice lasts as long as the page. */
export function read(name: string): string | undefined {
  try {
    return localStorage.getItem(name) ?? undefined;
  } catch {
    return undefined;
  }
}
export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // as said above
  }
}

export const language = signal<Language>(first());

export function choose(next: Language): void {
  language.value = next;
  keep(key, next);
}
language.subscribe((now) => void (document.documentElement.lang = now));

/** `{}` stands for the values, in their order. */
export type Texts<K extends string> = (key: K, ...values: readonly (string | number)[]) => string;

export function dictionary<const E extends { readonly [key: string]: string }>(
  en: E,
  fr: { readonly [key in keyof E]: string },
): Texts<keyof E & string> {
  const both = { en, fr };
  return (key, ...values) => fill(both[language.value][key], values);
}

/** Values are put in as they are: nothing in them is looked at again. */
export function fill(text: string, values: readonly (string | number)[]): string {
  const parts = text.split("{}");
  return parts.map((part, i) => (i === 0 ? part : `${values[i - 1] ?? ""}${part}`)).join("");
}

export function dateText(time: string | number): string {
  const date = new Date(time);
  if (Number.isNaN(date.getTime())) return "";
  return new Intl.DateTimeFormat(language.value, { dateStyle: "medium", timeStyle: "short" }).format(date);
}

export function numberText(value: number): string {
  return new Intl.NumberFormat(language.value).format(value);
}

export function sizeText(bytes: number): string {
  const units = language.value === "fr" ? ["o", "Ko", "Mo", "Go", "To"] : ["B", "KB", "MB", "GB", "TB"];
  let unit = 0;
  for (; bytes >= 1000 && unit < units.length - 1; unit++) bytes /= 1000;
  const digits = bytes < 10 && unit > 0 ? 1 : 0;
  return `${new Intl.NumberFormat(language.value, { maximumFractionDigits: digits }).format(bytes)} ${units[unit]}`;
}
