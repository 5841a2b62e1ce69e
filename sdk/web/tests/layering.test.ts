// The arrows between the folders of src point one way.

import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const src = resolve(__dirname, "../src");
const may: { readonly [folder: string]: readonly string[] } = {
  base: [],
  wire: ["base"],
  crypto: ["wire", "base"],
  transport: ["crypto", "wire", "base"],
  session: ["transport", "crypto", "wire", "base"],
  endpoint: ["session", "transport", "crypto", "wire", "base"],
  worker: ["endpoint", "session", "transport", "crypto", "wire", "base"],
  plugin: ["worker", "session", "wire", "base"],
};

test("a layer includes only what is below it", () => {
  const wrong: string[] = [];
  let seen = 0;
  for (const file of readdirSync(src, { recursive: true, encoding: "utf8" })) {
    const folder = file.split("/")[0] ?? "";
    if (!file.endsWith(".ts") || !file.includes("/")) continue;
    for (const [, target = ""] of readFileSync(join(src, file), "utf8").matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)) {
      seen++;
      const other = relative(src, resolve(join(src, file), "..", target)).split("/")[0] ?? "";
      if (other !== folder && may[folder]?.includes(other) !== true) wrong.push(`${file} includes ${target}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(seen).toBeGreaterThan(100);
});
