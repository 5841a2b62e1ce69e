// In a real browser: the vectors, and a session with a native agent through a real relay.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fromHex, toBase64url, toHex } from "../src/base/bytes";
import { getString } from "../src/base/json";
import { systemRandom } from "../src/base/random";
import { unverifiedFooter, verifyPaseto } from "../src/crypto/paseto";
import { grantImplicit } from "../src/crypto/grant_verifier";
import { Chromium, hasChromium } from "./support/chromium";
import { until } from "./support/live";
import { hasNative, Installation, readReport } from "./support/native";

type Look = { heard: number; sent: number; wrong: string[]; seen: string[]; begun: boolean };

describe.skipIf(!hasChromium)("in Chromium", { timeout: 300_000 }, () => {
  let browser: Chromium;
  beforeAll(async () => {
    browser = await Chromium.start();
  }, 300_000);
  afterAll(() => browser.stop());

  // SEC-2
  test.each([false, true])("every vector passes (noble %s)", async (noble) => {
    const result = await browser.page.evaluate((only) => window.test.vectors(only), noble);
    expect(result.failed).toEqual([]);
    expect(result.count).toBeGreaterThan(30);
  });

  test("a half by somebody else talks from its frame, and reaches nothing else", async () => {
    const heard = await browser.page.evaluate(() => window.test.frame());
    expect(heard).toEqual(["0 hello", "1 refused,refused,refused,null", "0"]);
  });

  describe.skipIf(!hasNative)("with a native agent", () => {
    let world: Installation;
    beforeAll(async () => {
      world = await Installation.start();
    }, 120_000);
    afterAll(() => world.stop());

    const look = (): Promise<Look> => browser.page.evaluate(() => window.test.look());
    async function eventually(condition: (now: Look) => boolean, what: string): Promise<void> {
      let now = await look();
      for (let left = 300; !condition(now); left--) {
        if (left === 0) throw new Error(`never: ${what} ${JSON.stringify(now)} ${browser.complaints.join()}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
        now = await look();
      }
    }

    test.each(["inline", "worker", "long-poll"] as const)("a session %s talks, and outlives its relay", async (where) => {
      await browser.page.reload();
      await browser.page.waitForFunction("window.test !== undefined");
      const publicKey = fromHex(await browser.page.evaluate(() => window.test.makeKey())) ?? new Uint8Array(0);
      const made = await world.invite({ publicKey });
      const secret = systemRandom.bytes(16);
      const link = `${world.url}/j/${made.invitation}#1.${toBase64url(secret)}.${world.pin}`;
      const agent = world.client.start("cordee-agent", "join", link, "--accept", "view", "--set", "connection.direct=false");
      const answer = await world.waitForAnswer(made.invitation);
      const session = getString(answer, "session") ?? "";
      if (lastSession === "")
        await browser.page.exposeFunction("fetchTickets", async () => JSON.stringify(await world.call("POST", `/sessions/${lastSession}/tickets`, {})));
      lastSession = session;
      const trust = await world.trust();
      const token = getString(answer, "grant") ?? "";
      const kid = (JSON.parse(unverifiedFooter(token)) as { kid: string }).kid;
      const { payload } = await verifyPaseto(trust.get(kid) ?? new Uint8Array(32), token, grantImplicit);
      const software = await browser.page.evaluate((wish) => window.test.open(wish), {
        where,
        meeting: JSON.stringify(answer),
        grant: payload,
        trust: [...trust].map(([id, bytes]) => [id, toHex(bytes)] as const),
        secret: toHex(secret),
        order: "settle 0\nseconds 600\ncount 100\ncount_size 3000\n",
        monotonic: String(process.hrtime.bigint()),
      });
      expect(software).toMatch(/^cordee \d/);
      await eventually((now) => now.begun && now.heard > 60, "messages");
      await world.killRelay();
      await world.startRelay();
      await eventually((now) => now.seen.includes("found"), "another path");
      const { heard } = await look();
      await eventually((now) => now.heard > heard + 60, "messages after it");
      expect(await browser.page.evaluate(() => window.test.finish())).toMatch(/^\d{6}$/);
      const { sent } = await look();
      await until(() => (readReport(world.client)?.count["received"] ?? 0) >= sent, "the rest", 30_000);
      const { wrong } = await look();
      expect(wrong).toEqual([]);
      const count = readReport(world.client)?.count ?? {};
      expect([count["missing"], count["repeated"], count["damaged"], count["received"]]).toEqual([0, 0, 0, sent]);
      expect(await browser.page.evaluate(() => window.test.end())).toBe("finished");
      expect(await agent.ended).toBe(0);
    });
    let lastSession = "";

    test("the page needed nothing that a strict policy forbids", () => {
      expect(browser.complaints.filter((one) => /Content Security|TrustedScript|Trusted Type/i.test(one))).toEqual([]);
    });
  });
});
