// Debian's Chromium, for several people at once, and what each page complained about.

import { readFileSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";

const executable = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
export const hasChromium = existsSync(executable);
if (!hasChromium && process.env["CORDEE_WEB_ALL"]) throw new Error(`there is no ${executable}`);

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export interface Person {
  readonly page: Page;
  readonly complaints: string[];
  /** Everything that was asked of anybody but this origin. */
  readonly strangers: string[];
  close(): Promise<void>;
}

export class Browsers {
  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<Browsers> {
    // A relay of a test has a certificate of its own; so has the broker.
    const args = ["--no-sandbox", "--disable-gpu", "--ignore-certificate-errors"];
    return new Browsers(await chromium.launch({ executablePath: executable, args }));
  }

  async person(origin: string, options: BrowserContextOptions = {}): Promise<Person> {
    const context = await this.browser.newContext({ ignoreHTTPSErrors: true, locale: "en-GB", viewport: { width: 1200, height: 860 }, bypassCSP: false, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    const strangers: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("dialog", (dialog) => void dialog.accept());
    page.on("request", (request) => {
      if (!request.url().startsWith(origin) && !/^(blob|data):/.test(request.url())) strangers.push(request.url());
    });
    return { page, complaints, strangers, close: () => context.close() };
  }

  stop(): Promise<void> {
    return this.browser.close();
  }
}

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe finds on the page as it is now; it comes in beside the page's policy. */
export async function findBarriers(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: axeSource });
  const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
    expression: "axe.run(document).then((found) => JSON.stringify(found.violations))",
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  if (exceptionDetails) throw new Error(exceptionDetails.text);
  const found = JSON.parse(String(result.value)) as Finding[];
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ""}`));
}
