// One day with the real programs: set up, a policy, help in a browser and on a real desktop, something taken away while
// it runs; what the relay could read of it, and a broker that lies.

import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Desktop } from "../../../plugins/web-kit/tests/support/desktop";
import { until } from "../../../sdk/web/tests/support/live";
import { freePort, type Program } from "../../../sdk/web/tests/support/native";
import { Browsers, hasChromium, type Person } from "./support/browser";
import { HostileBroker, LyingSigner } from "./support/hostile_broker";
import { Recorder } from "./support/recorder";
import { hasWorld, World } from "./support/world";

const patience = { timeout: 20_000 };
const pictures = process.env["CORDEE_STAGES"]; // a folder for a picture of every stage
const inReadme = process.env["CORDEE_SESSION_PICTURE"]; // that picture's file

const ada = { email: "ada@example.org", password: "correct horse battery staple", name: "Ada Lovelace" };
const olga = { email: "olga@example.org", password: "a quiet green meadow", name: "Olga Orlova" };
const allowed = `allow operator ${olga.email} chat
allow operator ${olga.email} remote-control view,input
`;
const policy = `${allowed}allow operator ${olga.email} file-transfer send to-client\n`;

const hash = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");
const panel = (page: Page, module: string): Locator => page.locator(`.of-${module}`);

async function signIn(page: Page, url: string, who: { readonly email: string; readonly password: string }): Promise<void> {
  await page.goto(`${url}/`);
  await page.getByLabel("E-mail address").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "New session" }).waitFor(patience);
}

describe.skipIf(!hasWorld || !hasChromium)("a day of an organisation", { timeout: 90_000 }, () => {
  let world: World;
  let browsers: Browsers;
  let recorder: Recorder;
  let desktop: Desktop;
  let administrator: Person;
  let operator: Person;
  let client: Person;
  let agent: Program;
  let there = "";

  beforeAll(async () => {
    const told = await freePort();
    [world, browsers, desktop] = await Promise.all([World.start(told), Browsers.start(), Desktop.start("1024x700")]);
    recorder = new Recorder(told, world.relayPort, world.certificate);
    const person = (): Promise<Person> => browsers.person(world.url, { viewport: { width: 1280, height: 900 } });
    [administrator, operator, client] = await Promise.all([person(), person(), person()]);
    there = join(world.client.home, "received");
    mkdirSync(there, { recursive: true });
  }, 60_000);
  afterAll(async () => {
    await browsers?.stop();
    await agent?.stop();
    await recorder?.stop();
    await world?.stop();
    await desktop?.stop();
  });

  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail") return;
    console.log(agent?.out, operator.complaints);
    for (const [who, one] of Object.entries({ administrator, operator, client })) await stage(one.page, `failed-${who}`);
  });

  const stage = async (page: Page, name: string): Promise<void> => {
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`), animations: "disabled" });
  };
  const here = (): Locator => operator.page.locator('[role="tabpanel"]:not([hidden])');
  const newSession = async (): Promise<{ code: string; link: string }> => {
    await operator.page.getByRole("button", { name: "New session" }).click();
    await here().locator(".code").waitFor(patience);
    const code = (await here().locator(".code span").first().textContent()) ?? "";
    return { code, link: (await here().locator(".copyable code").first().textContent()) ?? "" };
  };
  const use = (module: string): Promise<void> => here().getByRole("switch", { name: module }).click(patience);
  const say = async (page: Page, text: string): Promise<void> => {
    await panel(page, "chat").getByLabel("Your message").last().fill(text);
    await panel(page, "chat").getByRole("button", { name: "Send", exact: true }).click();
  };
  const savePolicy = async (text: string): Promise<void> => {
    const { page } = administrator;
    await page.locator(".editor textarea").fill(text);
    await page.getByText("Every line is understood").waitFor(patience);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.", { exact: true }).waitFor(patience);
  };

  test("an administrator sets up, and makes an operator and a policy", async () => {
    const { page } = administrator;
    await page.goto(world.setupLink);
    await page.getByLabel("Organisation").fill("Example & Co");
    await page.getByLabel("Your name").fill(ada.name);
    await page.getByLabel("E-mail address").fill(ada.email);
    await page.getByLabel("Password").fill(ada.password);
    await stage(page, "01-setup");
    await page.getByRole("button", { name: "Create the administrator" }).click();
    await page.getByRole("link", { name: "To the console" }).click(patience);
    await signIn(page, world.url, ada);
    await page.getByRole("link", { name: "Operators" }).click();
    await page.getByRole("button", { name: "Add an operator" }).click();
    const form = page.getByRole("dialog");
    await form.getByLabel("Name").fill(olga.name);
    await form.getByLabel("E-mail address").fill(olga.email);
    await form.getByLabel("Password").fill(olga.password);
    await stage(page, "02-operator");
    await form.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByRole("cell", { name: olga.email }).waitFor(patience);
    await stage(page, "03-operators");
    await page.getByRole("link", { name: "Policy" }).click();
    await savePolicy(policy);
    await page.getByLabel("Operator (e-mail address)").fill(olga.email);
    await page.getByRole("button", { name: "Explain" }).click();
    const decision = page.locator(".decisions li", { hasText: "send files" });
    await decision.waitFor(patience);
    expect(await decision.textContent()).toContain("allowed");
    await stage(page, "04-policy");
    await signIn(operator.page, world.url, olga);
    expect(await operator.page.getByRole("link", { name: "Policy" }).count()).toBe(0);
  });

  const inChat = ["Can you read this?", "Yes, every word of it."] as const;
  const inFile = "The quick brown fox keeps its secrets. ".repeat(3000);

  test("the operator helps somebody in a browser, by a code", async () => {
    const { page } = operator;
    const { code } = await newSession();
    await stage(page, "05-waiting");
    await client.page.goto(`${world.url}/join`);
    await client.page.getByLabel("Code").fill(code);
    await client.page.getByLabel("Your name").fill("Grace");
    await client.page.getByRole("button", { name: "Join" }).click();
    await client.page.getByRole("heading", { name: `${olga.name} of Example & Co helps you` }).waitFor(patience);
    await stage(client.page, "06-joined");
    for (const module of ["Chat", "Files"]) {
      await use(module);
      await client.page.getByRole("dialog").waitFor(patience);
      await stage(client.page, `07-consent-${module}`);
      await client.page.getByRole("button", { name: "Allow" }).click();
    }
    await panel(page, "chat").getByLabel("Your message").last().waitFor(patience);
    await panel(client.page, "chat").getByLabel("Your message").last().waitFor(patience);
    await say(page, inChat[0]);
    await panel(client.page, "chat").getByText(inChat[0]).waitFor(patience);
    await say(client.page, inChat[1]);
    await panel(page, "chat").getByText(inChat[1]).waitFor(patience);
    const file = { name: "letter.txt", mimeType: "text/plain", buffer: Buffer.from(inFile) };
    await panel(page, "file-transfer").locator("input[type=file]:not([webkitdirectory])").setInputFiles(file);
    const asks = client.page.getByRole("button", { name: "yes", exact: true });
    await asks.click(patience);
    const save = panel(client.page, "file-transfer").getByRole("button", { name: "Save letter.txt" });
    await save.waitFor(patience);
    await stage(client.page, "08-received");
    await stage(page, "09-helping");
    const [download] = await Promise.all([client.page.waitForEvent("download"), save.click()]);
    expect(hash(readFileSync(await download.path()))).toBe(hash(Buffer.from(inFile)));
    await client.page.getByRole("button", { name: "Stop" }).click();
    await client.page.getByText("You ended it").waitFor(patience);
    await stage(client.page, "10-ended");
  });

  test("the operator works on a real desktop, and sends a file", async () => {
    const { page } = operator;
    desktop.run("xsetroot", "-solid", "#27506b");
    desktop.start("xterm", "-geometry", "90x26+60+90", "-fa", "DejaVu Sans Mono", "-fs", "11", "-e", "sh");
    const { link } = await newSession();
    agent = world.agentOn(desktop.display, "join", link, "--name", "Reception", "--accept", "view,control,chat,send", "--set", `files.folder=${there}`, "--set", "connection.direct=false");
    for (const module of ["Screen", "Chat", "Files"]) await use(module);
    await panel(page, "file-transfer").getByRole("button", { name: "Send files …" }).waitFor(patience);
    await panel(page, "chat").getByLabel("Your message").last().waitFor(patience);
    const screen = here().getByRole("img", { name: "Screen of Reception" });
    await screen.waitFor(patience);
    await until(() => desktop.run("xwininfo", "-root", "-tree").includes("xterm"), "the terminal", 20_000);
    await expect.poll(() => here().getByRole("button", { name: "Control", exact: true }).getAttribute("aria-pressed"), patience).toBe("true");
    const box = await screen.boundingBox();
    if (!box) throw new Error("no screen");
    await page.mouse.click(box.x + box.width * 0.4, box.y + box.height * 0.4);
    const made = join(desktop.folder, "made");
    await page.keyboard.type(`uname -s; printf '%s' 'typed from afar' > ${made}`, { delay: 5 });
    await page.keyboard.press("Enter");
    await stage(page, "10b-typed");
    await until(() => existsSync(made) && readFileSync(made, "utf8") === "typed from afar", "the file", 30_000);
    await say(page, "I have put the file where you look for it.");
    await agent.line(/I have put the file/);
    agent.type("Thank you, Olga!\n");
    await panel(page, "chat").getByText("Thank you, Olga!").waitFor(patience);
    const content = randomBytes(1_500_000);
    const file = join(world.folder, "manual.pdf");
    writeFileSync(file, content);
    await panel(page, "file-transfer").locator("input[type=file]:not([webkitdirectory])").setInputFiles(file);
    await panel(page, "file-transfer").getByText(/verified/).waitFor(patience);
    expect(hash(readFileSync(join(there, "manual.pdf")))).toBe(hash(content));
    await stage(page, "11-control");
    if (inReadme !== undefined) {
      await page.setViewportSize({ width: 1500, height: 1240 });
      await here().getByRole("button", { name: "1:1" }).focus();
      await page.evaluate(() => scrollTo(0, 0));
      await page.screenshot({ path: inReadme, animations: "disabled" });
      await page.setViewportSize({ width: 1280, height: 900 });
    }
    // What stood between them read the way into the relay, and nothing of the session.
    expect(recorder.found("RLY1", "v4.public.")).toEqual(["RLY1", "v4.public."]);
    const secret = [...inChat, "Thank you, Olga!", "I have put", inFile.slice(0, 38), content.subarray(70_000, 70_016), "typed from afar", "uname", "manual.pdf", "letter.txt", "Grace"];
    expect(recorder.found(...secret)).toEqual([]);
    recorder.keeps = false;
  });

  test("what the administrator takes away stops at once, and the rest goes on", async () => {
    const { page } = operator;
    const large = join(world.folder, "large.bin");
    const piece = randomBytes(1 << 24);
    for (let i = 0; i < 40; i++) writeFileSync(large, piece, { flag: "a" });
    await panel(page, "file-transfer").locator("input[type=file]:not([webkitdirectory])").setInputFiles(large);
    const written = (): number => readdirSync(there, { recursive: true, encoding: "utf8" }).reduce((sum, name) => sum + statSync(join(there, name)).size, 0);
    await until(() => written() > 10_000_000, "a beginning", 30_000);
    await administrator.page.locator(".editor textarea").fill(allowed);
    await administrator.page.getByText("Every line is understood").waitFor(patience);
    const before = written();
    const begun = Date.now();
    await administrator.page.getByRole("button", { name: "Save" }).click();
    await panel(page, "file-transfer").waitFor({ state: "hidden", ...patience });
    const seen = Date.now() - begun;
    await here().getByText("The policy took something away").waitFor(patience);
    await stage(page, "12-taken-away");
    await say(page, "The copy has stopped.");
    await agent.line(/The copy has stopped/);
    agent.type("But we still talk.\n");
    await panel(page, "chat").getByText("But we still talk.").waitFor(patience);
    const last = Math.max(...readdirSync(there, { recursive: true, encoding: "utf8" }).map((name) => statSync(join(there, name)).mtimeMs));
    expect(before).toBeLessThan(40 << 24);
    expect(readdirSync(there)).not.toContain("large.bin");
    console.log(`after the click: gone from the page in ${seen} ms, last write at the client after ${Math.round(last - begun)} ms (${written()} of ${40 << 24} bytes)`);
    expect(seen).toBeLessThan(2000);
    expect(last - begun).toBeLessThan(2000);
    await here().getByRole("button", { name: "End the session" }).click();
    expect(await agent.ended).toBe(0);
  });

  describe("a broker that lies to the one who joins", () => {
    let liar: HostileBroker;
    beforeAll(async () => {
      liar = new HostileBroker(world, await freePort());
      await administrator.page.locator(".editor textarea").fill(policy);
      await administrator.page.getByRole("button", { name: "Save" }).click();
    });
    afterAll(() => liar?.stop());
    afterEach(() => {
      liar.asked = liar.answered = (_path, content) => content;
    });

    const signer = new LyingSigner();
    const theirs = "P6g-ieVuzqvgMfiCgZYTKuWQoHx7l1ZpR4ywJlVuIBs"; // some key
    type Part = { key: string; perms: string[]; mods: { perms?: string[] }[] };
    type Claims = { parts: Part[] };

    /** As somebody who was never there before, or who was. */
    async function joinThere(link: string, before?: Person): Promise<Person> {
      const person = before ?? (await browsers.person(liar.url));
      await person.page.goto(link.replace(world.url, liar.url));
      await person.page.getByRole("button", { name: "Join" }).click();
      return person;
    }
    const refused = async (person: Person, text: string): Promise<void> => {
      await person.page.getByRole("alert").getByText(text).waitFor(patience);
      expect(await person.page.locator(".panel").count()).toBe(0);
    };
    const lieInGrant = (lie: (claims: Claims) => void): void => {
      liar.answered = (path, content) => {
        if (path.endsWith("/keys")) return { ...content, grant: [...(content["grant"] as object[]), { kid: signer.kid, key: signer.key }] };
        if (typeof content["grant"] !== "string") return content;
        return { ...content, grant: signer.again(content["grant"], (claims) => (lie(claims as unknown as Claims), claims)) };
      };
    };

    test("a swapped key leads nowhere", async () => {
      const { link } = await newSession();
      liar.asked = (path, content) => (path.endsWith("/meetings") ? { ...content, key: theirs } : content);
      const person = await joinThere(link);
      await refused(person, "The other side could not prove who it is");
      const { link: other } = await newSession();
      liar.asked = (_path, content) => content;
      lieInGrant(({ parts }) => parts.forEach((part, i) => i === 0 && (part.key = theirs)));
      await refused(await joinThere(other), "The other side could not prove who it is");
      // That person has seen the keys of the honest one; another key by the same name is not taken for one.
      const renamed = (keys: { kid: string }[]): object[] => keys.map(({ kid }) => ({ kid, key: signer.key }));
      liar.answered = (path, content) => (path.endsWith("/keys") ? { ...content, grant: renamed(content["grant"] as { kid: string }[]) } : content);
      await refused(await joinThere(other, person), "This server is not the one that it was before");
      await stage(person.page, "13-other-keys");
    });

    test("a wider grant leads nowhere, whoever signs it", async () => {
      const { link } = await newSession();
      lieInGrant(({ parts }) => parts.forEach((part) => (part.perms = [...part.perms, "everything"])));
      await refused(await joinThere(link), "The other side could not prove who it is");
    });

    test("a module by another publisher is not started", async () => {
      const { link } = await newSession();
      liar.answered = (path, content) => (/\/modules\/chat\/web/.test(path) ? { ...content, publisher: "0000000000000000" } : content);
      const person = await joinThere(link);
      await use("Chat");
      await here().getByText("Chat was declined").waitFor(patience);
      expect(await person.page.locator(".panel").count()).toBe(0);
      expect(await person.page.getByRole("dialog").count()).toBe(0);
      await person.page.getByRole("button", { name: "Stop" }).click();
    });

    test("the native agent believes it no more", async () => {
      const { link } = await newSession();
      liar.asked = (path, content) => (path.endsWith("/meetings") ? { ...content, key: theirs } : content);
      const deceived = world.agentOn(desktop.display, "join", link.replace(world.url, liar.url), "--accept", "view,control,chat,send", "--set", "connection.direct=false");
      expect(await deceived.ended).not.toBe(0);
      expect(deceived.out).not.toMatch(/now sees|runs with/);
    });
  });
});
