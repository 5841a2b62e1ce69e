// What a page has to fetch of each half: everything that its package holds.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import { expect, test } from "vitest";

const limit = 30_000;
const plugins = resolve(__dirname, "../..");

/** The files that CMakeLists.txt names for the package. */
function sources(plugin: string): string[] {
  const text = readFileSync(resolve(plugins, plugin, "CMakeLists.txt"), "utf8");
  return (/cordee_web_half\(\w+ ([^)]+)\)/.exec(text)?.[1] ?? "").split(/\s+/).map((file) => resolve(plugins, plugin, "web", file));
}

const halves = readdirSync(plugins).filter((plugin) => existsSync(resolve(plugins, plugin, "web")));

test.each(halves)("%s is small", (plugin) => {
  let total = 0;
  for (const entry of sources(plugin)) {
    const built = buildSync({ entryPoints: [entry], bundle: true, format: "esm", target: "es2022", minify: true, legalComments: "eof", write: false });
    total += gzipSync(built.outputFiles[0]?.contents ?? "", { level: 9 }).length;
  }
  console.log(`${plugin}: ${total} bytes with gzip (at most ${limit})`);
  expect(total).toBeGreaterThan(1000);
  expect(total).toBeLessThan(limit);
});
