// Debian's Chromium with a page of this package, served with the strictest policy that it works under.

import { createServer, type Server } from "node:http";
import { existsSync } from "node:fs";
import { extname, resolve } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { build } from "vite";

const executable = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
export const hasChromium = existsSync(executable);
if (!hasChromium && process.env["CORDEE_WEB_ALL"]) throw new Error(`there is no ${executable}`);

const types: { readonly [ending: string]: string } = { ".html": "text/html; charset=utf-8", ".js": "text/javascript" };
const policy =
  "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self' ws://127.0.0.1:* wss://127.0.0.1:* http://127.0.0.1:* https://127.0.0.1:*; require-trusted-types-for 'script'; trusted-types worker";

async function buildPage(): Promise<Map<string, string | Uint8Array>> {
  const root = resolve(__dirname, "../browser");
  const built = await build({
    root,
    base: "./",
    configFile: false,
    logLevel: "silent",
    worker: { format: "es" },
    build: { write: false, target: "es2022", minify: false, modulePreload: false, rollupOptions: { input: resolve(root, "page.html") } },
  });
  const files = new Map<string, string | Uint8Array>();
  for (const one of Array.isArray(built) ? built : [built])
    if ("output" in one) for (const file of one.output) files.set(`/${file.fileName}`, file.type === "chunk" ? file.code : file.source);
  return files;
}

export class Chromium {
  private constructor(
    readonly page: Page,
    private readonly browser: Browser,
    private readonly server: Server,
    /** What the page complained about. */
    readonly complaints: string[],
  ) {}

  static async start(): Promise<Chromium> {
    const files = await buildPage();
    const server = createServer((request, answer) => {
      const path = request.url === "/" ? "/page.html" : (request.url ?? "");
      const file = files.get(path);
      if (file === undefined) {
        answer.writeHead(404).end();
        return;
      }
      answer.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream", "content-security-policy": policy });
      answer.end(file);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const browser = await chromium.launch({ executablePath: executable, args: ["--no-sandbox", "--disable-gpu"] });
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(`http://127.0.0.1:${(server.address() as { port: number }).port}/`);
    await page.waitForFunction("window.test !== undefined");
    return new Chromium(page, browser, server, complaints);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    this.server.close();
  }
}
