// What a page fetches before it is drawn, as the broker sends it.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { webFolder } from "./support/world";

const gzip = (file: string): number => gzipSync(readFileSync(join(webFolder, file)), { level: 9 }).length;

/** The page, and what it names: styles, scripts and what those import at once. */
function firstPaint(page: string): { files: string[]; size: number } {
  const files = new Set([page]);
  const look = (file: string): void => {
    const text = readFileSync(join(webFolder, file), "utf8");
    const named = file.endsWith(".html")
      ? [...text.matchAll(/(?:src|href)="\/?(assets\/[^"]+)"/g)].map((found) => found[1] ?? "")
      : [...text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)].map((found) => `assets/${found[1] ?? ""}`);
    for (const one of named) {
      if (files.has(one)) continue;
      files.add(one);
      if (one.endsWith(".js")) look(one);
    }
  };
  look(page);
  const list = [...files];
  return { files: list, size: list.reduce((sum, file) => sum + gzip(file), 0) };
}

describe.skipIf(!existsSync(join(webFolder, "index.html")))("the built pages", () => {
  test.each([
    ["join.html", 60_000],
    ["setup.html", 60_000],
    ["index.html", 150_000],
  ])("%s is drawn after few bytes", (page, limit) => {
    const { files, size } = firstPaint(page);
    console.log(`${page}: ${size} bytes with gzip (at most ${limit}), ${files.length} files`);
    expect(files.length).toBeGreaterThan(2);
    expect(size).toBeLessThan(limit);
    // The session core, the administrator's part and the QR codes come when they are needed.
    expect(files.filter((file) => /assets\/(core|admin|qr|worker|run_session)-/.test(file))).toEqual([]);
  });

  test("no page has a script or a style of its own, or names another origin", () => {
    for (const page of ["index.html", "join.html", "setup.html", "frame.html"]) {
      const text = readFileSync(join(webFolder, page), "utf8");
      expect(text).not.toMatch(/<script(?![^>]* src=)|<style|\son\w+=|style=|https?:\/\//);
    }
  });
});
