// Files between a page and a native agent, in both directions: equal, also after breaks.

import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasPrograms, Installation, build, type Program } from "../../../../sdk/web/tests/support/native";
import { until } from "../../../../sdk/web/tests/support/live";
import { hasChromium, HalvesPage } from "../../../web-kit/tests/support/halves_page";

const rule = (permissions: readonly string[]) => ({ operator: "*", module: "file-transfer", permissions, effect: "allow" });
const both = ["send", "fetch"];

describe.skipIf(!hasChromium || !hasPrograms)("file transfer", { timeout: 180_000 }, () => {
  let world: Installation;
  let halves: HalvesPage;
  let agent: Program;
  let here = "";
  let there = "";

  beforeAll(async () => {
    world = await Installation.start({ packages: `${build}/packages`, rules: [rule(both)], confined: true });
    here = join(world.operator.home, "here");
    there = join(world.client.home, "there");
    for (const folder of [here, there]) mkdirSync(folder, { recursive: true });
    halves = await HalvesPage.start(world);
    await meet();
  });
  afterAll(async () => {
    await halves?.stop();
    await world?.stop();
  });

  const meet = async (): Promise<void> => {
    agent = await halves.meet({
      modules: [{ id: "file-transfer", permissions: both }],
      agent: (link) =>
        world.client.start("cordee-agent", "join", link, "--name", "reception", "--accept", "send,fetch", "--set", `files.folder=${there}`, "--set", "connection.direct=false"),
    });
    await half().getByRole("button", { name: "Send files …" }).waitFor();
  };
  const half = () => halves.page.locator("[data-module=file-transfer]");
  const line = (name: string) => half().getByLabel("Transfers").locator("ul > li", { hasText: name }).first();
  const hash = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");
  const write = (path: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  };
  const choose = (...paths: string[]) => half().locator("input[type=file]:not([webkitdirectory])").setInputFiles(paths);
  const done = (name: string) => line(name).getByText(/verified/).waitFor({ timeout: 60_000 });
  const total = (folder: string): number => readdirSync(folder, { recursive: true }).length;

  async function saved(path: string): Promise<Buffer> {
    const [download] = await Promise.all([halves.page.waitForEvent("download"), half().getByRole("button", { name: `Save ${path}`, exact: true }).click()]);
    return readFileSync(await download.path());
  }

  test("files and a folder are sent, and are equal there", async () => {
    const big = randomBytes(3_000_001);
    write(join(here, "big.bin"), big);
    write(join(here, "empty"), "");
    await choose(join(here, "big.bin"), join(here, "empty"));
    await done("big.bin");
    expect(hash(readFileSync(join(there, "big.bin")))).toBe(hash(big));
    expect(readFileSync(join(there, "empty")).length).toBe(0);
    write(join(here, "tree/below/déjà vu"), "two");
    for (let i = 0; i < 200; i++) write(join(here, `tree/many/${i}`), "x".repeat(i * 100));
    await half().locator("input[webkitdirectory]").setInputFiles(join(here, "tree"));
    await done("tree");
    expect(readFileSync(join(there, "tree/below/déjà vu"), "utf8")).toBe("two");
    expect(total(join(there, "tree"))).toBe(total(join(here, "tree")));
    expect(readFileSync(join(there, "tree/many/199"), "utf8")).toBe("x".repeat(19_900));
    const acts = (await halves.look()).acts as { act: string; facts: { name: string; hash: string } }[];
    expect(acts.filter(({ act }) => act === "file-sent").length).toBe(203);
    const one = randomBytes(200_000);
    write(join(here, "one-block"), one);
    await choose(join(here, "one-block"));
    await line("one-block").getByText(hash(one)).waitFor(); // of one block the root is what sha256sum says
  });

  test("the same again is not sent, and another one of that name stays beside it", async () => {
    await choose(join(here, "empty"));
    write(join(here, "again"), "first");
    await choose(join(here, "again"));
    await done("again");
    write(join(here, "again"), "second");
    await choose(join(here, "again"));
    await until(() => existsSync(join(there, "again (2)")), "the second", 20_000);
    expect(readFileSync(join(there, "again"), "utf8")).toBe("first");
    write(join(here, "again"), "third");
    await half().getByLabel("If it is there already:").selectOption("replace");
    await choose(join(here, "again"));
    await until(() => readFileSync(join(there, "again"), "utf8") === "third", "the third", 20_000);
    await half().getByLabel("If it is there already:").selectOption("keep-both");
  });

  test("files and a folder are fetched, and are equal here", async () => {
    const big = randomBytes(2_500_000);
    const zeros = Buffer.concat([Buffer.alloc(700_000), Buffer.from("end")]);
    write(join(there, "out/big.bin"), big);
    write(join(there, "out/zeros"), zeros); // which travels packed
    write(join(there, "out/<img src=x>.txt"), "small");
    await half().getByLabel("Files or folders on the other side").fill("out");
    await half().getByRole("button", { name: "Fetch" }).click();
    await done("out");
    expect(hash(await saved("out/big.bin"))).toBe(hash(big));
    expect(hash(await saved("out/zeros"))).toBe(hash(zeros));
    expect((await saved("out/<img src=x>.txt")).toString()).toBe("small");
    write(join(there, "out/<img src=x>.txt"), "other");
    await half().getByLabel("Files or folders on the other side").fill("out");
    await half().getByRole("button", { name: "Fetch" }).click();
    await half().getByText("out/<img src=x> (2).txt").waitFor();
    expect(await half().getByText("big.bin (2)").count()).toBe(0);
    await half().getByLabel("Files or folders on the other side").fill("nothing/there");
    await half().getByRole("button", { name: "Fetch" }).click();
    await line("there").getByText(/not there|not transferred/).first().waitFor();
    await half().getByLabel("Files or folders on the other side").fill("../secret");
    await half().getByRole("button", { name: "Fetch" }).click();
    await half().getByText("This is no path in that folder").waitFor();
    await halves.picture("file-transfer");
  });

  test("it goes on after the relay was away, and after a pause", async () => {
    const big = randomBytes(60_000_000);
    write(join(here, "long.bin"), big);
    await choose(join(here, "long.bin"));
    await until(() => readdirSync(there).some((name) => name.includes("long")), "a beginning", 20_000).catch(() => undefined);
    await line("long.bin").getByRole("button", { name: "Pause" }).click();
    await line("long.bin").getByText(/paused/).waitFor();
    await line("long.bin").getByRole("button", { name: "Go on" }).click();
    await world.killRelay();
    await world.startRelay();
    await done("long.bin");
    expect(hash(readFileSync(join(there, "long.bin")))).toBe(hash(big));
    write(join(there, "back.bin"), big);
    await half().getByLabel("Files or folders on the other side").fill("back.bin");
    await half().getByRole("button", { name: "Fetch" }).click();
    await line("back.bin").getByText(/ of 60/).waitFor();
    await world.killRelay();
    await world.startRelay();
    await done("back.bin");
    expect(hash(await saved("back.bin"))).toBe(hash(big));
  });

  test("a half there that is killed in the middle costs nothing but time", async () => {
    const big = randomBytes(60_000_000);
    const kill = (): void => {
      const children = execFileSync("ps", ["-o", "pid=,comm=", "--ppid", String(agent.pid)]).toString();
      const host = /(\d+) cordee-plugin/.exec(children)?.[1];
      if (host === undefined) throw new Error(children);
      process.kill(Number(host), "SIGKILL");
    };
    write(join(here, "twice.bin"), big);
    await choose(join(here, "twice.bin"));
    await line("twice.bin").getByText(/[1-9][\d.]*\sMB of 60/).waitFor();
    kill();
    await done("twice.bin");
    expect(hash(readFileSync(join(there, "twice.bin")))).toBe(hash(big));
    await half().getByLabel("Files or folders on the other side").fill("twice.bin");
    await half().getByRole("button", { name: "Fetch" }).click();
    await line("twice.bin").getByText(/[1-9][\d.]*\sMB of 60/).waitFor();
    kill();
    await line("twice.bin").getByText(/verified/).waitFor({ timeout: 60_000 });
    expect(hash(await saved("twice.bin"))).toBe(hash(big));
  });

  test("what is cancelled leaves nothing under its name, and what is not permitted is not drawn", async () => {
    write(join(here, "dropped.bin"), randomBytes(60_000_000));
    await choose(join(here, "dropped.bin"));
    await line("dropped.bin").getByRole("button", { name: "Cancel" }).click();
    await line("dropped.bin").getByText("it was cancelled").waitFor();
    expect(existsSync(join(there, "dropped.bin"))).toBe(false);
    write(join(world.folder, "narrow.json"), JSON.stringify({ rules: [rule(["fetch"])] }));
    await choose(join(here, "dropped.bin"));
    await line("dropped.bin").getByText(/ of 60/).waitFor();
    const begin = Date.now();
    await world.operator.run(["policy", "set", join(world.folder, "narrow.json")]);
    await line("dropped.bin").getByText("does not have the permission").waitFor({ timeout: 10_000 });
    console.log(`a withdrawn permission stopped the transfer ${Date.now() - begin} ms after the command began`);
    await half().getByRole("button", { name: "Send files …" }).waitFor({ state: "hidden" });
    expect(await half().getByRole("button", { name: "Fetch" }).isVisible()).toBe(true);
    expect(existsSync(join(there, "dropped.bin"))).toBe(false);
    expect(halves.forbidden).toEqual([]);
    await halves.page.evaluate(() => window.test.end());
    await agent.ended;
  });
});
