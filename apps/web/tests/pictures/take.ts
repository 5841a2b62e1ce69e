// The pictures of docs/pictures, taken of the real programs: `./dev pictures`.

import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, test } from "vitest";
import { Browsers } from "../support/browser";
import { halfSource, serveHalf } from "../support/halves";
import { administrator, World } from "../support/world";

const folder = resolve(__dirname, "../../../../docs/pictures");
const viewport = { width: 1200, height: 760 };
const patience = { timeout: 60_000 };

let world: World;
let browsers: Browsers;
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  [world, browsers] = await Promise.all([World.start(), Browsers.start()]);
  await world.setUp("Ada Lovelace");
});
afterAll(async () => {
  await browsers.stop();
  await world.stop();
});

const clickFirst = (page: Page, name: RegExp): Promise<void> => page.getByRole("button", { name }).first().click(patience);

test.each([
  ["en", "light"],
  ["en", "dark"],
  ["fr", "light"],
  ["fr", "dark"],
] as const)("%s, %s", async (language, colorScheme) => {
  const locale = language === "en" ? "en-GB" : "fr-FR";
  const look = { locale, colorScheme, viewport };
  const operator = await browsers.person(world.url, look);
  const client = await browsers.person(world.url, { ...look, viewport: { width: 760, height: 760 } });
  const save = (page: Page, name: string): Promise<unknown> =>
    page.evaluate("document.fonts.ready").then(() => page.screenshot({ path: `${folder}/${name}-${language}-${colorScheme}.png`, animations: "disabled" }));
  if (!(await world.hasHalf("chat"))) {
    const source = await halfSource();
    for (const { page } of [operator, client]) await serveHalf(page, source, await world.publisher("chat"));
  }

  await operator.page.goto(`${world.url}/`);
  await operator.page.locator("input[type=email]").fill(administrator.email);
  await operator.page.locator("input[type=password]").fill(administrator.password);
  await clickFirst(operator.page, /Sign in|Se connecter/);
  await clickFirst(operator.page, /New session|Nouvelle session/);
  await operator.page.locator(".code").waitFor(patience);
  await operator.page.locator("summary").first().click();
  await operator.page.locator(".qr").waitFor(patience);
  await save(operator.page, "console-waiting");
  const code = (await operator.page.locator(".code span").first().textContent()) ?? "";

  await client.page.goto(`${world.url}/join`);
  await client.page.locator("input").first().fill(code);
  await client.page.locator("input").nth(1).fill("Grace");
  await save(client.page, "join");
  await clickFirst(client.page, /^Join$|^Rejoindre$/);
  await client.page.locator(".digits").waitFor(patience);
  await operator.page.getByRole("switch").first().click(patience);
  await client.page.getByRole("dialog").waitFor(patience);
  await save(client.page, "join-consent");
  await clickFirst(client.page, /^Allow$|^Autoriser$/);
  await operator.page.locator(".panel").waitFor(patience);
  await operator.page.waitForTimeout(2000); // until the delay was measured
  await save(operator.page, "console-session");
  await save(client.page, "join-session");

  await operator.page.goto(`${world.url}/#/admin/policy`);
  await operator.page.locator(".editor textarea").waitFor(patience);
  await save(operator.page, "console-policy");
  await client.close();
  await operator.close();
});
