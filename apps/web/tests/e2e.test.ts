// People with browsers, and the real broker, relay and agent: from the setup link to Stop.

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Browsers, findBarriers, hasChromium, type Person } from "./support/browser";
import { dammCheckDigit } from "../../../sdk/web/src/crypto/session_code";
import { halfSource, serveHalf } from "./support/halves";
import { administrator, hasWorld, rules, World } from "./support/world";

const patience = 60_000;

async function signIn(page: Page, url: string, who = administrator): Promise<void> {
  await page.goto(`${url}/`);
  const inside = page.getByRole("button", { name: "New session" });
  const email = page.getByLabel("E-mail address");
  await inside.or(email).first().waitFor();
  if ((await email.count()) === 0) return; // the cookie says who it is
  await email.fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await inside.waitFor();
}

describe.skipIf(!hasWorld || !hasChromium)("with the real programs", { timeout: 300_000 }, () => {
  let world: World;
  let browsers: Browsers;
  let operator: Person;
  let source = "";
  let publisher = "";
  beforeAll(async () => {
    [world, browsers, source] = await Promise.all([World.start(), Browsers.start(), halfSource()]);
    operator = await browsers.person(world.url);
  }, 120_000);
  afterAll(async () => {
    await browsers?.stop();
    await world?.stop();
  });

  test("an administrator sets up with the link, once", async () => {
    const { page } = operator;
    await page.goto(world.setupLink);
    expect(page.url()).toBe(`${world.url}/setup`); // the token has left the address bar
    await page.getByLabel("Organisation").fill("Example & Co");
    await page.getByLabel("Your name").fill(administrator.name);
    await page.getByLabel("E-mail address").fill(administrator.email);
    await page.getByLabel("Password").fill(administrator.password);
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole("button").click();
    await page.getByRole("link", { name: "To the console" }).waitFor();
    await page.goto(`${world.url}/setup`);
    await page.getByText("This server is set up").waitFor();
    await world.setRules(rules);
    publisher = await world.publisher("chat");
    expect(publisher).not.toBe("");
  });

  test("a wrong password is refused with what to do", async () => {
    const { page } = operator;
    await page.goto(`${world.url}/`);
    await page.getByLabel("E-mail address").fill(administrator.email);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toMatch(/wrong.*try again/i);
  });

  async function newSession(): Promise<{ code: string; link: string }> {
    const { page } = operator;
    await page.getByRole("button", { name: "New session" }).click();
    const panel = page.locator('[role="tabpanel"]:not([hidden])');
    await panel.locator(".code").waitFor();
    const code = (await panel.locator(".code span").first().textContent()) ?? "";
    const link = (await panel.locator(".copyable code").first().textContent()) ?? "";
    return { code, link };
  }

  test.each(["link", "code"] as const)("a client joins by %s, a module runs, the relay dies, Stop ends it", async (by) => {
    const { page } = operator;
    await serveHalf(page, source, publisher);
    await signIn(page, world.url);
    const { code, link } = await newSession();
    const client = await browsers.person(world.url);
    await serveHalf(client.page, source, publisher);
    await client.page.goto(by === "link" ? link : `${world.url}/join`);
    if (by === "link") expect(client.page.url()).not.toContain("#");
    else {
      const wrong = code.slice(0, -1) + String((Number(code.at(-1)) + 1) % 10);
      await client.page.getByLabel("Code").fill(wrong);
      await client.page.getByText("One digit is wrong").waitFor();
      await client.page.getByLabel("Code").fill(code);
    }
    await client.page.getByLabel("Your name").fill("<img src=x onerror=alert(2)>");
    await client.page.getByRole("button", { name: "Join" }).click();
    await client.page.getByRole("heading", { name: "helps you" }).waitFor({ timeout: patience });
    expect(await client.page.getByRole("heading", { level: 1 }).textContent()).toContain(administrator.name);
    await client.page.getByRole("button", { name: "Stop" }).waitFor();
    // The same six digits on both sides.
    const digits = client.page.locator(".digits");
    await digits.waitFor({ timeout: patience });
    const mine = page.locator('[role="tabpanel"]:not([hidden]) .digits');
    await mine.waitFor({ timeout: patience });
    expect(await digits.textContent()).toBe(await mine.textContent());
    // What no web half exists for is not drawn.
    await page.getByRole("switch", { name: "Chat" }).waitFor({ timeout: patience });
    expect(await page.getByRole("switch").count()).toBe(1);
    await page.getByRole("switch", { name: "Chat" }).click();
    await client.page.getByRole("dialog").waitFor({ timeout: patience });
    expect(await findBarriers(client.page)).toEqual([]);
    await client.page.getByRole("button", { name: "Stop" }).click({ trial: true }); // not even a question hides it
    await page.getByText(/through relay 127\.0\.0\.1:\d+ https/).waitFor({ timeout: patience });
    await client.page.getByRole("button", { name: "Allow" }).click();
    const here = page.locator(".of-chat");
    const there = client.page.locator(".of-chat");
    await here.getByLabel("Say").fill("hello <b>there</b>");
    await here.getByRole("button", { name: "Send" }).click();
    await there.getByText("hello <b>there</b>").waitFor({ timeout: patience });
    if (by === "link") {
      await world.killRelay();
      await client.page.getByText("The connection is interrupted").waitFor({ timeout: patience });
      await page.getByText("Interrupted").first().waitFor({ timeout: patience });
      await there.getByLabel("Say").fill("still here");
      await there.getByRole("button", { name: "Send" }).click();
      await world.startRelay();
      await here.getByText("still here").waitFor({ timeout: patience });
      await client.page.getByText("The connection is interrupted").waitFor({ state: "hidden", timeout: patience });
    }
    expect(await findBarriers(page)).toEqual([]);
    expect(await findBarriers(client.page)).toEqual([]);
    await client.page.getByRole("button", { name: "Stop" }).click();
    await client.page.getByText("You ended it").waitFor();
    await page.getByText("The session has ended").waitFor({ timeout: patience });
    expect(client.strangers).toEqual([]);
    await client.close();
  });

  test("many waiting sessions leave room for what a person asks", async () => {
    const { page } = operator;
    await signIn(page, world.url);
    const { link } = await newSession();
    for (let i = 0; i < 8; i++) await newSession();
    const client = await browsers.person(world.url);
    await client.page.goto(link);
    await client.page.getByRole("button", { name: "Join" }).click();
    await client.page.getByRole("heading", { name: "helps you" }).waitFor({ timeout: patience });
    await page.getByRole("tab").first().click();
    await page.getByRole("button", { name: "End the session" }).click({ timeout: patience });
    await client.page.getByText("The other person ended it").waitFor({ timeout: patience });
    await client.close();
  });

  test("a native agent joins the session of a page", async () => {
    const { page } = operator;
    await signIn(page, world.url);
    const { link } = await newSession();
    const agent = world.agent("join", link, "--accept", "chat", "--set", "connection.direct=false");
    await page.getByText("with the program").waitFor({ timeout: patience });
    await page.getByRole("switch", { name: "Chat" }).click();
    await page.locator(".of-chat").waitFor({ timeout: patience });
    await page.getByRole("button", { name: "End the session" }).click();
    expect(await agent.ended).toBe(0);
  });

  test("what the policy takes away is gone from the page at once", async () => {
    const { page } = operator;
    await signIn(page, world.url);
    const { link } = await newSession();
    const client = await browsers.person(world.url);
    await serveHalf(client.page, source, publisher);
    await client.page.goto(link);
    await client.page.getByRole("button", { name: "Join" }).click();
    await page.getByRole("switch", { name: "Chat" }).click({ timeout: patience });
    await client.page.getByRole("button", { name: "Allow" }).click({ timeout: patience });
    await page.locator(".of-chat").waitFor({ timeout: patience });
    await world.setRules(rules.filter((rule) => rule.module !== "chat"));
    await page.locator(".of-chat").waitFor({ state: "hidden", timeout: 5000 });
    await client.page.locator(".of-chat").waitFor({ state: "hidden", timeout: 5000 });
    await page.getByRole("switch", { name: "Chat" }).waitFor({ state: "hidden" });
    await world.setRules(rules);
    await client.close();
  });

  test("a wrong code costs a try, and the right one still opens the session", async () => {
    const { page } = operator;
    await serveHalf(page, source, publisher);
    await signIn(page, world.url);
    const { code } = await newSession();
    const client = await browsers.person(world.url);
    const digits = code.replaceAll("-", "");
    const other = digits.slice(0, -2) + String((Number(digits.at(-2)) + 1) % 10);
    await client.page.goto(`${world.url}/join`);
    await client.page.getByLabel("Code").fill(other + dammCheckDigit(other));
    await client.page.getByRole("button", { name: "Join" }).click();
    await client.page.getByText("This was not the right code").waitFor({ timeout: patience });
    expect(await findBarriers(client.page)).toEqual([]);
    await page.getByText("2 tries are left").waitFor({ timeout: patience });
    await client.page.getByLabel("Code").fill(code);
    await client.page.getByRole("button", { name: "Join" }).click();
    await client.page.getByRole("heading", { name: "helps you" }).waitFor({ timeout: patience });
    await client.close();
  });

  test("a broker that is killed and comes again is waited for", async () => {
    const { page } = operator;
    await signIn(page, world.url);
    const { link } = await newSession();
    await world.stopBroker();
    await world.startBroker();
    const client = await browsers.person(world.url);
    await client.page.goto(link);
    await client.page.getByRole("button", { name: "Join" }).click();
    await client.page.getByRole("heading", { name: "helps you" }).waitFor({ timeout: patience });
    await page.getByRole("button", { name: "End the session" }).click({ timeout: patience });
    await client.page.getByText("The other person ended it").waitFor({ timeout: patience });
    await client.close();
  });

  test("a half by somebody else runs in a frame that reaches nothing", async () => {
    const { page } = operator;
    const nosy = await halfSource("nosy.ts");
    const traffic = await world.publisher("traffic");
    await page.context().unrouteAll();
    await serveHalf(page, nosy, traffic, "traffic", ["view"]);
    await signIn(page, world.url);
    const { link } = await newSession();
    const client = await browsers.person(world.url);
    await serveHalf(client.page, nosy, traffic, "traffic", ["view"]);
    await client.page.goto(link);
    await client.page.getByRole("button", { name: "Join" }).click();
    await page.getByRole("switch", { name: "traffic" }).click({ timeout: patience });
    await client.page.getByRole("button", { name: "Allow" }).click({ timeout: patience });
    const frame = client.page.frameLocator(".of-traffic iframe");
    await frame.getByText("heard from the other side").waitFor({ timeout: patience });
    expect(await frame.locator("#tried").textContent()).toBe("refused refused refused refused null");
    expect(await findBarriers(client.page)).toEqual([]);
    await client.close();
    await page.context().unrouteAll();
  });

  test("a code that nobody waits for says what to do next", async () => {
    const client = await browsers.person(world.url);
    const asked: string[] = [];
    client.page.on("request", (request) => void (request.url().includes("/api/") && asked.push(request.url())));
    await client.page.goto(`${world.url}/join`);
    const nobody = `99990000000`;
    await client.page.getByLabel("Code").fill(`${nobody}${(Number(dammCheckDigit(nobody)) + 1) % 10}`);
    await client.page.getByRole("button", { name: "Join" }).click();
    await client.page.getByRole("alert").getByText("One digit is wrong").waitFor();
    expect(asked).toEqual([]); // a slip of the finger goes nowhere
    await client.page.getByLabel("Code").fill(nobody + dammCheckDigit(nobody));
    await client.page.getByRole("button", { name: "Join" }).click();
    await client.page.getByRole("alert").getByText("Nobody waits for this code").waitFor();
    expect(asked.length).toBeGreaterThan(0);
    await client.close();
  });

  test("no page complained, and nobody else was asked", () => {
    // Refusals that the tests bring about, and what the frame of the nosy half was kept from.
    const brought = /^Failed to load resource|WebSocket|half\.js$|api\/v1\/me' violates .*'none'/;
    expect(operator.complaints.filter((one) => !brought.test(one))).toEqual([]);
    expect(operator.strangers).toEqual([]);
  });
});
