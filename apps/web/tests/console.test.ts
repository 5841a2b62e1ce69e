// The console against made-up answers: each page in both themes, long lists, expired logins, two administrators.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Browsers, findBarriers, hasChromium, type Person } from "./support/browser";
import { fakeApi, Refusal, type Fake } from "./support/fake_api";
import { hasWorld, World } from "./support/world";

const admin = ["live", "operators", "groups", "devices", "policy", "relays", "connections", "plugins", "audit", "tokens"];

describe.skipIf(!hasWorld || !hasChromium)("the console", { timeout: 180_000 }, () => {
  let world: World;
  let browsers: Browsers;
  beforeAll(async () => {
    [world, browsers] = await Promise.all([World.start(), Browsers.start()]);
  }, 120_000);
  afterAll(async () => {
    await browsers?.stop();
    await world?.stop();
  });

  async function administrator(colorScheme: "light" | "dark" = "light", locale = "en-GB"): Promise<Person & { fake: Fake }> {
    const person = await browsers.person(world.url, { colorScheme, locale });
    const fake = await fakeApi(person.page.context());
    return { ...person, fake };
  }
  /** All but what a refusal of a test makes the browser say. */
  const real = (complaints: readonly string[]): string[] => complaints.filter((one) => !/\b(401|404|409)\b|WebSocket/.test(one));

  test.each(["light", "dark"] as const)("no page has a barrier, %s", async (scheme) => {
    const { page, complaints, strangers, close } = await administrator(scheme);
    for (const path of ["sessions", "past", "account", ...admin.map((one) => `admin/${one}`)]) {
      await page.goto(`${world.url}/#/${path}`);
      await page.locator("main h1:visible").waitFor();
      await page.waitForLoadState("networkidle");
      expect(await findBarriers(page), path).toEqual([]);
    }
    for (const path of ["/join", "/j/AAAAAAAAAAAAAAAAAAAAAA#1.AAAAAAAAAAAAAAAAAAAAAA", "/setup#token"]) {
      await page.goto(world.url + path);
      await page.locator("h1").waitFor();
      expect(await findBarriers(page), path).toEqual([]);
    }
    expect(await page.title()).not.toBe("broken");
    expect(real(complaints)).toEqual([]);
    expect(strangers).toEqual([]);
    await close();
  });

  test("hostile names are text", async () => {
    const { page, close } = await administrator();
    for (const path of ["admin/operators", "admin/groups", "admin/devices", "admin/live", "admin/audit", "admin/tokens", "past"]) {
      await page.goto(`${world.url}/#/${path}`);
      await page.locator("td", { hasText: "<img src=x" }).first().waitFor();
      expect(await page.locator('img[src="x"]').count()).toBe(0);
    }
    await close();
  });

  test("10,000 operators are found by pages, and by a word", async () => {
    const { page, fake, close } = await administrator();
    await page.goto(`${world.url}/#/admin/operators`);
    const rows = (): Promise<number> => page.locator("tbody tr").count();
    await page.locator("tbody tr").first().waitFor();
    expect(await rows()).toBeLessThanOrEqual(100);
    await page.getByRole("button", { name: "More" }).scrollIntoViewIfNeeded();
    await expect.poll(rows).toBeGreaterThanOrEqual(100);
    await page.getByRole("searchbox").fill("op9999@");
    await expect.poll(rows).toBe(1);
    expect(fake.asked.filter(({ route }) => route === "GET /operators").length).toBeLessThan(12);
    await close();
  });

  test("an expired login is asked for again, and the question is not lost", async () => {
    const { page, fake, close } = await administrator();
    await page.goto(`${world.url}/#/admin/groups`);
    await page.locator("tbody tr").first().waitFor();
    let signedIn = false;
    fake.set("POST /groups", () => (signedIn ? { id: 2 } : new Refusal(401, { code: "unauthorized", detail: "sign in" })));
    fake.set("POST /login", ({ body }) => {
      const { totp } = body as { totp?: string };
      if (totp === undefined) return new Refusal(401, { code: "totp_required", detail: "a code is needed" });
      signedIn = true;
      return { csrf: "fresh", operator: {} };
    });
    fake.set("GET /me", () => ({ email: "ada@example.org", name: "Ada", role: "administrator", totp: true, csrf: "fresh" }));
    await page.getByRole("button", { name: "Add a group" }).click();
    await page.getByLabel("Name of the group").fill("Night");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("heading", { name: "Please sign in again" }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByLabel("Password").fill("correct horse");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("Six digits").fill("123 456");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("dialog", { name: "Add a group" }).waitFor({ state: "hidden" });
    const tries = fake.asked.filter(({ route }) => route === "POST /groups");
    expect(tries.map(({ csrf }) => csrf)).toEqual(["token", "fresh"]);
    expect(fake.asked.find(({ body }) => (body as { totp?: string }).totp === "123456")).toBeDefined();
    await close();
  });

  test("two administrators edit the policy: the second sees the change of the first", async () => {
    const { page, fake, close } = await administrator();
    const current = { text: "deny * chat\n", version: 8, by: "eve@example.org", at: "2026-11-27T11:00:00Z" };
    fake.set("PUT /policy", ({ body }) =>
      (body as { version: number }).version === 8 ? { version: 9 } : new Refusal(409, { code: "conflict", detail: "changed", current }),
    );
    await page.goto(`${world.url}/#/admin/policy`);
    const editor = page.getByLabel("Rules");
    await editor.fill("allow * chat\n\nnonsense\n");
    await page.getByText("this is no rule").waitFor();
    await page.getByRole("button", { name: "Line 3, column 1" }).click();
    expect(await editor.evaluate((area) => (area as unknown as { selectionStart: number }).selectionStart)).toBe(14);
    await editor.fill("allow * chat,view\n");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("eve@example.org").first().waitFor();
    expect(await page.getByLabel("Their text").inputValue()).toBe(current.text);
    expect(await editor.inputValue()).toBe("allow * chat,view\n"); // nothing of one's own is lost
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole("button", { name: "Keep mine" }).click();
    await page.getByText("Saved.", { exact: true }).waitFor();
    await page.getByText("Version 9").first().waitFor();
    await page.getByLabel("Operator (e-mail address)").fill("op1@example.org");
    await page.getByRole("button", { name: "Explain" }).click();
    await page.getByText("line 1: allow * chat").waitFor();
    await page.getByText("no rule allows it").waitFor();
    await close();
  });

  test("a permission is taken away from a running session", async () => {
    const { page, fake, close } = await administrator();
    await page.goto(`${world.url}/#/admin/live`);
    await page.getByRole("button", { name: "Take away" }).click();
    await page.getByLabel("use mouse and keyboard").check();
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole("dialog").getByRole("button", { name: "Take away" }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    const [asked] = fake.asked.filter(({ route }) => route === "POST /sessions/s1/narrow");
    expect(asked?.body).toEqual({ modules: [{ id: "remote-control", permissions: ["input"] }] });
    await close();
  });

  test("an operator sees nothing of the administration", async () => {
    const { page, fake, close } = await administrator();
    fake.set("GET /me", () => ({ email: "op@example.org", name: "Op", role: "operator", totp: false }));
    await page.goto(`${world.url}/#/admin/operators`);
    await page.getByRole("button", { name: "Sign out" }).waitFor();
    expect(await page.getByText("Administration").count()).toBe(0);
    expect(await page.locator("table").count()).toBe(0);
    expect(fake.asked.filter(({ route }) => route === "GET /operators")).toEqual([]);
    await close();
  });

  test("everything can be reached with the keyboard alone", async () => {
    const { page, close } = await administrator();
    await page.goto(`${world.url}/`);
    await page.getByRole("button", { name: "New session" }).waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("To the content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.tagName")).toBe("MAIN");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("New session");
    await close();
  });

  test("French is French on every page", async () => {
    const { page, close } = await administrator("light", "fr-FR");
    await page.goto(`${world.url}/#/admin/operators`);
    await page.getByRole("heading", { name: "Opérateurs" }).waitFor();
    expect(await page.evaluate("document.documentElement.lang")).toBe("fr");
    await page.getByLabel("Langue").selectOption("en");
    await page.getByRole("heading", { name: "Operators" }).waitFor();
    await close();
  });

  test("the page says what a browser lacks, and asks nobody", async () => {
    const { page, fake, close } = await administrator();
    await page.addInitScript("Object.defineProperty(window, 'isSecureContext', { value: false })");
    await page.goto(`${world.url}/`);
    await page.getByText("unprotected connection").waitFor();
    await page.goto(`${world.url}/join`);
    await page.getByText("unprotected connection").waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(fake.asked).toEqual([]);
    await close();
  });

});
