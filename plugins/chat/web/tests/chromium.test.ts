// The chat in a page with a native agent in a terminal: both people's words, marks, typing, pictures, a break.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hasPrograms, Installation, build, type Program } from "../../../../sdk/web/tests/support/native";
import { hasChromium, HalvesPage } from "../../../web-kit/tests/support/halves_page";

const modules = [{ id: "chat", permissions: ["chat"] }];
const rules = [{ operator: "*", module: "chat", permissions: ["chat"], effect: "allow" }];

describe.skipIf(!hasChromium || !hasPrograms)("chat", { timeout: 120_000 }, () => {
  let world: Installation;
  let halves: HalvesPage;
  let agent: Program;
  beforeAll(async () => {
    world = await Installation.start({ packages: `${build}/packages`, rules, confined: true });
    halves = await HalvesPage.start(world);
  });
  afterAll(async () => {
    await halves?.stop();
    await world?.stop();
  });

  const join = (link: string): Program =>
    world.client.startIn({ terminal: true }, "cordee-agent", "join", link, "--name", "reception", "--accept", "permission:chat", "--set", "connection.direct=false");
  const settings = [["answers", "hello = Good morning!\nsite = https://example.org/help"]] as const;
  const chat = () => halves.page.locator("[data-module=chat]");
  const say = async (text: string): Promise<void> => {
    await chat().getByRole("textbox", { name: "Your message" }).fill(text);
    await chat().getByRole("textbox", { name: "Your message" }).press("Enter");
  };
  const own = (text: string) => chat().locator(".said.own", { hasText: text });

  beforeEach(async () => {
    agent = await halves.meet({ modules, settings, agent: join });
    await agent.line(/what you type goes to/);
  });

  test("people write to each other, and see what arrived and was read", async () => {
    await say("what do you see?");
    await agent.line(/\[chat\] .*: what do you see\?/);
    await own("what do you see?").getByText("seen").waitFor();
    agent.type("<img src=x onerror=alert(1)> a blue window\n");
    await chat().getByText("<img src=x onerror=alert(1)> a blue window").waitFor();
    agent.type("/history\n");
    await agent.line(/a blue window \(seen\)/);
    expect(await chat().locator("img").count()).toBe(0);
  });

  test("answers, links and notes", async () => {
    await chat().getByLabel("Prepared answers").selectOption("hello");
    await agent.line(/: Good morning!/);
    await chat().getByLabel("Prepared answers").selectOption("site");
    await agent.line(/https:\/\/example\.org\/help/);
    expect(await chat().getByRole("link", { name: "https://example.org/help" }).getAttribute("rel")).toContain("noopener");
    agent.type("https://example.org/\u0430bc\n");
    await chat().getByRole("link", { name: "https://example.org/%D0%B0bc" }).waitFor();
    await chat().getByText("My notes").click();
    await chat().getByLabel("New note").fill("asks for a blue window");
    await chat().getByLabel("New note").press("Enter");
    await chat().getByText(/reception: asks for a blue window/).waitFor();
    await say("the last one");
    await agent.line(/: the last one/);
    expect(agent.out).not.toContain("asks for a blue window");
  });

  test("a picture goes over, and what is none does not", async () => {
    const png = await halves.page.evaluate(async () => {
      const canvas = new OffscreenCanvas(40, 30);
      const draw = canvas.getContext("2d");
      if (draw) draw.fillStyle = "#2060a0";
      draw?.fillRect(0, 0, 40, 30);
      return [...new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer())];
    });
    const input = chat().locator("input[type=file]");
    await input.setInputFiles({ name: "blue.png", mimeType: "image/png", buffer: Buffer.from(png) });
    await agent.line(/a picture, blue\.png/);
    await chat().getByRole("img", { name: "Picture: blue.png" }).waitFor();
    await input.setInputFiles({ name: "fake.png", mimeType: "image/png", buffer: Buffer.from("no picture at all") });
    await chat().getByRole("status").getByText("This is no picture").waitFor();
    await say("Is that the right blue?");
    await chat().getByText("My notes").click();
    await halves.picture("chat");
  });

  test("what is said while the relay is away arrives once, in order", async () => {
    await say("before");
    await agent.line(/: before/);
    await world.killRelay();
    await say("meanwhile one");
    await say("meanwhile two");
    await chat().getByRole("status").getByText("has not arrived yet").waitFor({ timeout: 20_000 });
    await world.startRelay();
    await agent.line(/: meanwhile two/, 40_000);
    await own("meanwhile two").getByText("seen").waitFor();
    expect(agent.out.split("meanwhile one").length).toBe(2);
    expect(agent.out.indexOf("meanwhile one")).toBeLessThan(agent.out.indexOf("meanwhile two"));
  });

  test("nothing needed what the policy of the page forbids", () => {
    expect(halves.forbidden).toEqual([]);
  });
});
