// What a page has to fetch: the session core without noble, which comes only where it is needed.

import { gzipSync } from "node:zlib";
import { resolve } from "node:path";
import { build, transformWithEsbuild } from "vite";
import { expect, test } from "vitest";

const limit = 40_000;
const time = 60_000;

test("the session core is small", async () => {
  const built = await build({
    logLevel: "silent",
    configFile: false,
    root: resolve(__dirname, ".."),
    build: {
      write: false,
      target: "es2022",
      lib: { entry: resolve(__dirname, "../src/index.ts"), formats: ["es"] },
      rollupOptions: { external: [/^@noble\//] },
    },
  });
  const chunks = (Array.isArray(built) ? built : [built]).flatMap((one) => ("output" in one ? one.output : []));
  const code = chunks.map((chunk) => (chunk.type === "chunk" ? chunk.code : "")).join("");
  // A library is left readable by the build; a page's own build makes it small, as here.
  const small = await transformWithEsbuild(code, "core.js", { minify: true, format: "esm", target: "es2022" });
  const size = gzipSync(small.code, { level: 9 }).length;
  console.log(`session core: ${small.code.length} bytes, ${size} with gzip (at most ${limit})`);
  expect(code).not.toMatch(/^import[^;]*@noble/m); // only by import()
  expect(size).toBeLessThan(limit);
}, time);
