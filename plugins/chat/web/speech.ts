// What a person wrote, as content; prepared answers; the operator's notes.

import { fromText, type Bytes } from "@cordee/sdk/plugin";
import { isAddress, isSound, type Content } from "./messages.js";

export function contentOf(written: string): Content | undefined {
  const text = written.trim();
  const out: Content = isAddress(text) ? { kind: "link", address: text } : { kind: "text", text };
  return isSound(out) ? out : undefined;
}

export interface Answer {
  readonly name: string;
  readonly content: Content;
}

/** Of the setting `answers`: a line "name = text" for each; others are left out. */
export function parseAnswers(setting: string): Answer[] {
  return setting.split("\n").flatMap((line) => {
    const equals = line.indexOf("=");
    const name = line.slice(0, Math.max(equals, 0)).trim();
    const content = contentOf(line.slice(equals + 1));
    return equals < 0 || name === "" || !content ? [] : [{ name, content }];
  });
}

export const notesKey = "notes";
const maxNotes = 64 * 1024;

/** The notes with another one; the oldest lines go when it gets too much. */
export function addNote(notes: string, when: Date, about: string, text: string): Bytes {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())}`;
  const out = fromText(`${notes}${day} ${two(when.getHours())}:${two(when.getMinutes())} ${about}: ${text.replace(/\s+/g, " ").trim()}\n`);
  return out.length <= maxNotes ? out : out.slice(out.indexOf(10, out.length - maxNotes - 1) + 1);
}
