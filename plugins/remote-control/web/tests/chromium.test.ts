// The operator's half in a page, a native agent with a real X display: its pixels, and a command typed into it.

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasPrograms, Installation, build, type Program } from "../../../../sdk/web/tests/support/native";
import { until } from "../../../../sdk/web/tests/support/live";
import { Desktop } from "../../../web-kit/tests/support/desktop";
import { hasChromium, HalvesPage } from "../../../web-kit/tests/support/halves_page";

const permissions = ["view", "input"];
const rules = [{ operator: "*", module: "remote-control", permissions, effect: "allow" }];

describe.skipIf(!hasChromium || !hasPrograms)("remote control", { timeout: 180_000 }, () => {
  let world: Installation;
  let halves: HalvesPage;
  let desktop: Desktop;
  let agent: Program;
  beforeAll(async () => {
    desktop = await Desktop.start();
    const pattern = join(desktop.folder, "pattern.png");
    desktop.run("convert", "-size", "800x600", "-seed", "7", "plasma:fractal", "-fill", "white", "-draw", "rectangle 300,10 340,50", pattern);
    desktop.show(pattern);
    world = await Installation.start({ packages: `${build}/packages`, rules, confined: true });
    halves = await HalvesPage.start(world);
    agent = await halves.meet({
      modules: [{ id: "remote-control", permissions }],
      agent: (link) =>
        world.client.startIn({ display: desktop.display }, "cordee-agent", "join", link, "--name", "reception", "--accept", "view,control", "--set", "connection.direct=false"),
    });
    await half().getByText("pictures/s").waitFor();
  }, 180_000);
  afterAll(async () => {
    await halves?.stop();
    await world?.stop();
    await desktop?.stop();
  });

  const half = () => halves.page.locator("[data-module=remote-control]");
  const screen = () => half().getByRole("img", { name: "Screen of reception" });
  const pressed = (name: string) => half().getByRole("button", { name, exact: true }).getAttribute("aria-pressed");

  /** The colours that the page shows, as a hash over R G B. */
  const shown = async (): Promise<string> => {
    const bytes = await screen().evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      const copy = new OffscreenCanvas(width, height).getContext("2d");
      copy?.drawImage(canvas as HTMLCanvasElement, 0, 0);
      const rgba = copy?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray(0);
      const rgb = new Uint8Array((rgba.length / 4) * 3);
      for (let i = 0; i < rgb.length / 3; i++) rgb.set(rgba.subarray(4 * i, 4 * i + 3), 3 * i);
      return crypto.subtle.digest("SHA-256", rgb).then((hash) => [...new Uint8Array(hash)]);
    });
    return Buffer.from(bytes).toString("hex");
  };
  const there = (): string => createHash("sha256").update(desktop.run("import", "-window", "root", "-depth", "8", "rgb:-")).digest("hex");
  async function expectSamePixels(): Promise<void> {
    for (let left = 100; left > 0; left--) {
      if ((await shown()) === there()) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await shown()).toBe(there());
  }

  test("every pixel is the one over there, also after changes", async () => {
    await expectSamePixels();
    desktop.run("convert", "-size", "800x600", "gradient:#204060-#f0e0d0", join(desktop.folder, "other.png"));
    desktop.show(join(desktop.folder, "other.png"));
    await expectSamePixels();
    expect(halves.page.workers().length).toBeGreaterThanOrEqual(2); // the session's, and the one that decodes
  });

  test("a command that is typed here is carried out there", async () => {
    desktop.start("xterm", "-geometry", "80x12+0+0", "-e", "sh");
    const box = await screen().boundingBox();
    if (!box) throw new Error("no screen");
    await halves.page.mouse.click(box.x + box.width / 4, box.y + box.height / 8);
    await until(() => desktop.run("xwininfo", "-root", "-tree").includes("xterm"), "the terminal", 20_000);
    const file = join(desktop.folder, "made");
    await halves.page.keyboard.type(`printf '%s' 'Aé@#{}~|ß€ "ok"' > ${file}`, { delay: 15 });
    await halves.page.keyboard.press("Enter");
    await until(() => existsSync(file) && readFileSync(file, "utf8") !== "", "the file", 20_000);
    expect(readFileSync(file, "utf8")).toBe('Aé@#{}~|ß€ "ok"');
    await halves.page.keyboard.insertText(`printf '%s' '漢字' >> ${file}`); // as an input method does
    await halves.page.keyboard.press("Enter");
    await until(() => readFileSync(file, "utf8").endsWith("漢字"), "the text", 20_000);
    await expectSamePixels();
    await halves.picture("remote-control");
  });

  test("keys that are held are let go when the focus leaves", async () => {
    const file = join(desktop.folder, "upper");
    await halves.page.keyboard.down("Shift");
    await half().getByRole("button", { name: "1:1" }).focus();
    await halves.page.keyboard.up("Shift");
    desktop.run("xdotool", "type", "--delay", "20", `printf abc > ${file}\n`);
    await until(() => existsSync(file) && readFileSync(file, "utf8") !== "", "the file", 20_000);
    expect(readFileSync(file, "utf8")).toBe("abc");
  });

  test("the pointer is where the hand is, one to one and fitted", async () => {
    const at = (): string => /x:(\d+) y:(\d+)/.exec(desktop.run("xdotool", "getmouselocation").toString())?.slice(1).join() ?? "";
    for (const name of ["1:1", "Fit"]) {
      await half().getByRole("button", { name, exact: true }).click();
      expect(await pressed(name)).toBe("true");
      const box = await half().locator(".stage").boundingBox();
      if (!box) throw new Error("no stage");
      const scale = box.width / 800;
      for (const [x, y] of [[0, 0], [400, 300], [799, 599]] as const) {
        await halves.page.mouse.move(box.x + (x + 0.5) * scale, box.y + (y + 0.5) * scale);
        await until(() => at() === `${x},${y}`, `the pointer at ${x},${y} instead of ${at()}`, 10_000);
      }
    }
  });

  test("in the mode view nothing goes over", async () => {
    await half().getByRole("button", { name: "View", exact: true }).click();
    await expect.poll(() => pressed("View"), { timeout: 10_000 }).toBe("true");
    const before = desktop.run("xdotool", "getmouselocation").toString();
    const box = await half().locator(".stage").boundingBox();
    await halves.page.mouse.move((box?.x ?? 0) + 50, (box?.y ?? 0) + 60);
    await halves.page.keyboard.type("x");
    await half().getByRole("button", { name: "Control", exact: true }).click();
    await expect.poll(() => pressed("Control"), { timeout: 10_000 }).toBe("true");
    expect(desktop.run("xdotool", "getmouselocation").toString()).toBe(before);
    expect(await half().getByText(/pictures\/s/).textContent()).toMatch(/exact colours · \d+ pictures\/s · [\d.]+.k?B\/s · [\d.]+ ms/);
  });

  test("nothing needed what the policy of the page forbids", async () => {
    expect(halves.forbidden).toEqual([]);
    await halves.page.evaluate(() => window.test.end());
    await agent.ended;
  });
});
