import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const sdk = resolve(__dirname, "../sdk/web/src");

export default defineConfig({
  resolve: { alias: [{ find: /^@cordee\/sdk\/plugin$/, replacement: `${sdk}/plugin/index.ts` }, { find: /^@cordee\/sdk$/, replacement: `${sdk}/index.ts` }] },
  test: {
    include: ["*/web/tests/**/*.test.ts", "web-kit/tests/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: "threads",
    poolOptions: { threads: { maxThreads: 2, minThreads: 1 } },
  },
});
