// Paths and names as they travel: never a way out of the folder.

import { fromText } from "@cordee/sdk/plugin";

const pathMost = 4000;
const nameMost = 255;
const depthMost = 128;

/** Relative, single slashes, no "." or "..", no NUL, within the limits. */
export function isPath(path: string): boolean {
  if (path === "" || path.includes("\0") || fromText(path).length > pathMost) return false;
  const parts = path.split("/");
  return parts.length <= depthMost && parts.every((part) => part !== "" && part !== "." && part !== ".." && fromText(part).length <= nameMost);
}

export const lastPart = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** "name (2).txt" for "name.txt" and 2; the name is cut where it would become too long. */
export function numbered(path: string, number: number): string {
  const name = lastPart(path);
  const dot = name.lastIndexOf(".");
  const hasEnd = dot > 0 && name.length - dot <= 16;
  let stem = hasEnd ? name.slice(0, dot) : name;
  const end = hasEnd ? name.slice(dot) : "";
  const mark = ` (${number})`;
  while (fromText(stem + mark + end).length > nameMost) stem = [...stem].slice(0, -1).join("");
  return `${path.slice(0, path.length - name.length)}${stem}${mark}${end}`;
}

/** For a person's eyes: controls, and what turns the direction of writing or is invisible, are written out. */
export function shown(name: string): string {
  const misleads =
    /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e0fff}]/gu;
  return name.replace(misleads, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`);
}
