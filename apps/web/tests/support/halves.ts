// A half of the chat, small enough to be read, in the place of what a broker hands out.

import { resolve } from "node:path";
import type { Page } from "playwright-core";
import { build } from "vite";

export async function halfSource(file = "half.ts"): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "silent",
    build: { write: false, minify: false, target: "es2022", lib: { entry: resolve(__dirname, file), formats: ["es"] } },
  });
  const [first] = Array.isArray(built) ? built : [built];
  if (!first || !("output" in first)) throw new Error("no half");
  return first.output[0].code;
}

export async function serveHalf(page: Page, source: string, publisher: string, id = "chat", permissions: readonly string[] = ["chat"]): Promise<void> {
  const about = { id, version: "0.1.0", entry: "half.js", publisher, permissions, channels: [{ name: "talk", class: "chat" }] };
  const context = page.context();
  await context.route("**/api/v1/modules/*/web*", (route) => route.fulfill({ status: 404, json: { code: "not_found" } }));
  await context.route(`**/api/v1/modules/${id}/web*`, (route) => route.fulfill({ json: about }));
  await context.route(`**/api/v1/modules/${id}/0.1.0/web/half.js`, (route) =>
    route.fulfill({ contentType: "text/javascript", body: source, headers: { "access-control-allow-origin": "*" } }),
  );
}
