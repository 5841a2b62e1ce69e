import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

const out = resolve(__dirname, process.env["CORDEE_WEB_OUT"] ?? "../../build/release/web");

/** The broker compresses nothing: what is worth it lies beside the file as FILE.gz. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      for (const entry of readdirSync(out, { withFileTypes: true, recursive: true })) {
        if (!entry.isFile() || !/\.(html|js|css|svg)$/.test(entry.name)) continue;
        const file = join(entry.parentPath, entry.name);
        const whole = readFileSync(file);
        const small = gzipSync(whole, { level: 9 });
        if (small.length < whole.length) writeFileSync(`${file}.gz`, small);
      }
    },
  };
}

export default defineConfig({
  plugins: [compressed()],
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  worker: { format: "es" },
  build: {
    outDir: out,
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the policy of the pages has no data: scripts and styles
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: ["index", "join", "setup", "frame"].map((name) => resolve(__dirname, `${name}.html`)),
    },
  },
});
