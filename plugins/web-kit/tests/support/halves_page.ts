// Chromium with the page of page/, before a real broker: what is below /api comes from there, so that the page has
// one origin, as the console has.

import { existsSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { request as httpsRequest } from "node:https";
import { extname, resolve } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { build } from "vite";
import { getString } from "../../../../sdk/web/src/base/json";
import { systemRandom } from "../../../../sdk/web/src/base/random";
import { fromHex, toBase64url, toHex } from "../../../../sdk/web/src/base/bytes";
import { Installation, type Program } from "../../../../sdk/web/tests/support/native";
import type { Wish } from "../page/page";

const executable = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
export const hasChromium = existsSync(executable);
if (!hasChromium && process.env["CORDEE_WEB_ALL"]) throw new Error(`there is no ${executable}`);

const types: { readonly [ending: string]: string } = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css" };
export const policy =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; connect-src 'self' ws://127.0.0.1:*; " +
  "require-trusted-types-for 'script'; trusted-types worker cordee-half";

const root = resolve(__dirname, "../page");
const sdk = resolve(__dirname, "../../../../sdk/web/src");
let built: Promise<Map<string, string | Uint8Array>> | undefined;

async function buildPage(): Promise<Map<string, string | Uint8Array>> {
  const result = await build({
    root,
    base: "./",
    configFile: false,
    logLevel: "silent",
    resolve: { alias: [{ find: /^@cordee\/sdk\/plugin$/, replacement: `${sdk}/plugin/index.ts` }, { find: /^@cordee\/sdk$/, replacement: `${sdk}/index.ts` }] },
    worker: { format: "es" },
    build: { write: false, target: "es2022", minify: false, modulePreload: false, rollupOptions: { input: resolve(root, "page.html") } },
  });
  const files = new Map<string, string | Uint8Array>();
  for (const one of Array.isArray(result) ? result : [result])
    if ("output" in one) for (const file of one.output) files.set(`/${file.fileName}`, file.type === "chunk" ? file.code : file.source);
  return files;
}

function pass(broker: string, request: IncomingMessage, answer: ServerResponse): void {
  httpsRequest(`${broker}${request.url ?? ""}`, { rejectUnauthorized: false }, (from) => {
    answer.writeHead(from.statusCode ?? 502, from.headers);
    from.pipe(answer);
  })
    .on("error", () => answer.writeHead(502).end())
    .end();
}

export interface Meet {
  readonly modules: readonly { readonly id: string; readonly permissions: readonly string[] }[];
  readonly language?: string;
  readonly settings?: readonly (readonly [string, string])[];
  /** Starts the client's program by this link. */
  agent(link: string): Program;
}

export class HalvesPage {
  session = "";
  private constructor(
    readonly world: Installation,
    readonly page: Page,
    private readonly browser: Browser,
    private readonly server: Server,
    readonly complaints: string[],
  ) {}

  static async start(world: Installation): Promise<HalvesPage> {
    const files = await (built ??= buildPage());
    const server = createServer((request, answer) => {
      if (request.url?.startsWith("/api/") === true) {
        pass(world.url, request, answer);
        return;
      }
      const path = request.url === "/" ? "/page.html" : (request.url ?? "");
      const file = files.get(path);
      answer.writeHead(file === undefined ? 404 : 200, { "content-type": types[extname(path)] ?? "text/plain", "content-security-policy": policy });
      answer.end(file);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const browser = await chromium.launch({ executablePath: executable, args: ["--no-sandbox", "--disable-gpu"] });
    const page = await browser.newPage({ viewport: { width: 1100, height: 760 } });
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    const out = new HalvesPage(world, page, browser, server, complaints);
    await page.exposeFunction("fetchTickets", async () => JSON.stringify(await world.call("POST", `/sessions/${out.session}/tickets`, {})));
    await page.goto(`http://127.0.0.1:${(server.address() as { port: number }).port}/`);
    await page.waitForFunction("window.test !== undefined");
    return out;
  }

  /** This page as the operator, a native agent as the client; every module is offered. */
  async meet(meet: Meet): Promise<Program> {
    const { world, page } = this;
    await page.reload();
    await page.waitForFunction("window.test !== undefined");
    const publicKey = fromHex(await page.evaluate(() => window.test.makeKey())) ?? new Uint8Array(0);
    const made = await world.invite({ publicKey }, meet.modules);
    const secret = systemRandom.bytes(16);
    const agent = meet.agent(`${world.url}/j/${made.invitation}#1.${toBase64url(secret)}.${world.pin}`);
    const answer = await world.waitForAnswer(made.invitation);
    this.session = getString(answer, "session") ?? "";
    const trust = [...(await world.trust())].map(([id, bytes]) => [id, toHex(bytes)] as const);
    const wish: Wish = { self: "operator", meeting: JSON.stringify(answer), trust, secret: toHex(secret), language: meet.language ?? "en", settings: meet.settings ?? [] };
    await page.evaluate((all) => window.test.open(all), wish);
    for (const one of meet.modules) await page.evaluate(({ id, permissions }) => window.test.offer(id, permissions), one);
    return agent;
  }

  look(): Promise<ReturnType<Window["test"]["look"]>> {
    return this.page.evaluate(() => window.test.look());
  }
  /** What a strict policy stopped. */
  get forbidden(): string[] {
    return this.complaints.filter((one) => /Content Security|TrustedScript|Trusted Type/i.test(one));
  }

  /** For people to look at, in the folder that the environment names. */
  async picture(name: string): Promise<void> {
    const folder = process.env["CORDEE_PICTURES"];
    if (folder !== undefined) await this.page.screenshot({ path: resolve(folder, `${name}.png`) });
  }

  async stop(): Promise<void> {
    await this.browser.close();
    this.server.close();
  }
}
