// Two halves over a wire in memory, and what a stranger may say to one.

import { File } from "node:buffer";
import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Bytes, Host, Status, TaskReport } from "@cordee/sdk/plugin";
import create from "../file-transfer";
import { rootOf } from "../hash";
import type { Inbox } from "../inbox";
import { blockCount, blockLength, blockSize, decode, encode, fileMost, type Body, type Message } from "../messages";
import { isPath, numbered, shown } from "../paths";
import { Progress } from "../progress";
import { check, rulesOf } from "../rules";
import type { Item } from "../source";

type Half = ReturnType<typeof create> & { send(items: readonly Item[], conflict: string): void; fetch(paths: readonly string[], conflict: string): void; inbox: Inbox };

class Side {
  readonly sent: Bytes[] = [];
  readonly reports = new Map<number, TaskReport>();
  readonly asked: string[] = [];
  readonly acts: string[] = [];
  /** Bytes of content that went out. */
  bulk = 0;
  answer = 1;
  room = true;
  half: Half;
  permissions = ["send", "fetch"];
  settings = new Map<string, string>();
  constructor(readonly side: "controlling" | "controlled") {
    this.half = create(this.#host()) as Half;
    this.half.activate?.();
  }
  /** The half begins anew and knows nothing. */
  restart(): void {
    void this.half.deactivate?.();
    this.sent.length = 0;
    this.half = create(this.#host()) as Half;
    this.half.activate?.();
  }
  #host(): Host {
    return {
      side: this.side,
      peerName: "Bob",
      language: "en",
      permitted: (one) => this.permissions.includes(one),
      finish: () => undefined,
      channel: { send: (_channel, message): Status => (this.room ? (this.sent.push(message.slice()), "ok") : "again") },
      log: { write: () => undefined },
      settings: { get: (key) => this.settings.get(key) },
      storage: { read: async () => undefined, write: async () => "ok", remove: async () => "ok", list: async () => [] },
      timer: { start: () => "ok", stop: () => undefined },
      task: { report: (report) => (this.reports.set(report.task, report), "ok") },
      consent: {
        ask: (question, text, choices) => {
          this.asked.push(text);
          queueMicrotask(() => this.half.answered?.(question, Math.min(this.answer, choices.length - 1)));
          return "ok";
        },
        withdraw: () => undefined,
      },
      audit: { record: (act) => (this.acts.push(act), "ok") },
    };
  }
  get last(): TaskReport | undefined {
    return [...this.reports.values()].at(-1);
  }
  async content(path: string): Promise<Buffer> {
    const file = this.half.inbox.files.get(path);
    if (!file) throw new Error(`no ${path} among ${[...this.half.inbox.files.keys()].join()}`);
    return Buffer.from(await file.blob.arrayBuffer());
  }
}

/** Carries what is said until the transfer has come to an end or a pause, or nothing more comes for a while; `look` may change
 * or drop (undefined) a message. */
async function carry(a: Side, b: Side, look: (message: Bytes, from: Side) => Bytes | undefined = (one) => one): Promise<void> {
  for (let quiet = 0; quiet < 150; quiet++) {
    for (const [from, to] of [[a, b], [b, a]] as const)
      for (let message; (message = from.sent.shift()); ) {
        quiet = 0;
        const type = message[0] ?? 0;
        if (type === 7 || type === 8) from.bulk += message.length;
        const carried = look(message, from);
        if (carried) to.half.received(0, carried);
      }
    if (quiet > 2 && a.last && a.last.state !== "running") return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

const pair = (): [Side, Side] => [new Side("controlling"), new Side("controlled")];
const file = (path: string, content: Uint8Array | string, lastModified = 1_700_000_000_000): Item => ({ path, file: new File([content], "x", { lastModified }) as unknown as globalThis.File });

describe("a transfer", () => {
  const big = randomBytes(3 * 256 * 1024 + 5);

  test("carries files of all sizes and folders, and both sides put them on record", async () => {
    const [a, b] = pair();
    const items = [{ path: "tree" }, file("tree/big", big), file("tree/empty", ""), ...Array.from({ length: 300 }, (_, i) => file(`tree/${i}`, `${i}`.repeat(i)))];
    a.half.send(items, "keep-both");
    await carry(a, b);
    expect(a.last).toMatchObject({ state: "done", done: a.last?.total });
    expect((await b.content("tree/big")).equals(big)).toBe(true);
    expect((await b.content("tree/299")).toString()).toBe("299".repeat(299));
    expect([a.acts.length, b.acts.length]).toEqual([302, 302]);
    expect(b.asked).toEqual(["Bob wants to send: tree. Allow it?"]);
    expect(b.half.inbox.folders.has("tree")).toBe(true);
  });

  test("waits for room", async () => {
    const [a, b] = pair();
    a.half.send([file("big", big)], "keep-both");
    let left = 3;
    await carry(a, b, (message, from) => {
      if (from === a && left-- === 0) a.room = false;
      return message;
    });
    expect(b.half.inbox.files.size).toBe(0);
    a.room = true;
    a.half.writable?.();
    await carry(a, b);
    expect((await b.content("big")).equals(big)).toBe(true);
  });

  test.each([
    ["keep-both", ["x", "x (2)"], "old"],
    ["replace", ["x"], "new"],
    ["skip", ["x"], "old"],
    ["newer", ["x"], "new"],
    ["ask", ["x", "x (2)"], "old"],
  ])("of the same name: %s", async (conflict, names, content) => {
    const [a, b] = pair();
    b.answer = 2; // keep both, when asked
    a.half.send([file("x", "old")], "keep-both");
    await carry(a, b);
    a.half.send([file("x", "new", 1_800_000_000_000)], conflict);
    await carry(a, b);
    expect([...b.half.inbox.files.keys()]).toEqual(names);
    expect((await b.content("x")).toString()).toBe(content);
  });

  test("is refused by the person, the rules and the permissions", async () => {
    const [a, b] = pair();
    b.answer = 0;
    a.half.send([file("x", "1")], "keep-both");
    await carry(a, b);
    expect(a.last).toMatchObject({ state: "failed", detail: expect.stringContaining("said no") });
    b.answer = 1;
    b.settings.set("refused", "*.exe").set("max_size", "10");
    a.half.send([file("SETUP.EXE", "1"), file("long", "12345678901"), file("fine", "1")], "keep-both");
    await carry(a, b);
    expect([...b.half.inbox.files.keys()]).toEqual(["fine"]);
    expect(a.last?.state).toBe("failed");
    a.permissions = [];
    a.half.send([file("y", "1")], "keep-both");
    expect(a.last).toMatchObject({ state: "failed", detail: expect.stringContaining("permission") });
    a.half.fetch(["z"], "keep-both");
    expect(a.last?.state).toBe("failed");
  });

  test("asks for each file where the settings say so", async () => {
    const [a, b] = pair();
    b.settings.set("ask", "file");
    b.answer = 1;
    a.half.send([file("one", "1"), file("two", big)], "keep-both");
    await carry(a, b);
    expect(b.asked.length).toBe(2);
    b.answer = 2; // all others, too
    a.half.send([file("three", "1"), file("four", "1")], "keep-both");
    await carry(a, b);
    expect(b.asked.length).toBe(3);
    expect(b.half.inbox.files.size).toBe(4);
  });

  test("a page that is asked for files has none to give", async () => {
    const [a, b] = pair();
    a.half.fetch(["secret"], "keep-both");
    await carry(a, b);
    expect(a.last).toMatchObject({ state: "failed", detail: expect.stringContaining("no folder") });
  });

  test("goes on with what is there when the sender begins anew", async () => {
    const [a, b] = pair();
    a.half.send([file("big", big)], "keep-both");
    let blocks = 0;
    await carry(a, b, (message, from) => {
      if (message[0] === 8) blocks++;
      return from === a && blocks > 2 ? undefined : message; // the line is cut
    });
    a.restart();
    b.half.peerRestarted?.();
    const before = a.bulk;
    a.half.send([file("big", big)], "keep-both");
    await carry(a, b);
    expect((await b.content("big")).equals(big)).toBe(true);
    expect(a.bulk - before).toBeLessThan(2 * 256 * 1024); // two of four blocks were there
  });

  test("a damaged block comes once more, and then no more", async () => {
    const spoil = (most: number) => {
      let left = most;
      return (message: Bytes): Bytes => {
        if (message[0] !== 8 || left-- <= 0) return message;
        const out = message.slice();
        out[out.length - 1] = (out[out.length - 1] ?? 0) ^ 1;
        return out;
      };
    };
    const [a, b] = pair();
    a.half.send([file("big", big)], "keep-both");
    await carry(a, b, spoil(1));
    expect((await b.content("big")).equals(big)).toBe(true);
    const [c, d] = pair();
    c.half.send([file("big", big)], "keep-both");
    await carry(c, d, spoil(100));
    expect(c.last).toMatchObject({ state: "failed" });
    expect(d.half.inbox.files.size).toBe(0);
  });

  test("cancelled and paused by either side", async () => {
    const [a, b] = pair();
    a.half.send([file("big", big)], "keep-both");
    const task = a.last?.task ?? 0;
    a.half.act?.(task, "pause");
    await carry(a, b);
    expect(a.last?.state).toBe("paused");
    expect(b.half.inbox.files.size).toBe(0);
    a.half.act?.(task, "go_on");
    await carry(a, b);
    expect((await b.content("big")).equals(big)).toBe(true);
    a.half.send([file("other", big)], "keep-both");
    a.half.act?.(a.last?.task ?? 0, "cancel");
    await carry(a, b);
    expect(a.last?.state).toBe("cancelled");
    expect(b.half.inbox.files.size).toBe(1);
  });

  test("a hostile other half ends the transfer, and nothing else happens", async () => {
    const ref = { side: 1, task: 7 } as const;
    const hash = new Uint8Array(32);
    const entry = { kind: "file", mode: 0o644, size: 300_000, modified: 0n, path: "x" } as const;
    const offer: Message = { type: "offer", version: 1, direction: "send", conflict: "keep-both", to: "", paths: ["x"], ref };
    const named: Message = { type: "entries", first: 0, list: [entry], ref };
    const block = (number: number, raw: number): Body => ({ type: "block", index: 0, number, packed: false, raw, hash, data: new Uint8Array(raw) });
    const wrong: Body[] = [
      { type: "entries", first: 5, list: [entry] },
      { type: "total", entries: 9, bytes: 1, lost: 0 },
      block(9, 10),
      block(0, 10),
      { type: "small", packed: false, raw: 1, files: [{ index: 0, size: 1, hash }], data: new Uint8Array(1) },
      { type: "end", index: 3, root: hash },
      { type: "gone", index: 9, trouble: 1 },
      { type: "decisions", list: [{ index: 0, verdict: "want", trouble: 0 }] },
      { type: "done" },
      { type: "ack", taken: 1, done: 1 },
      { type: "answer", trouble: 0 },
    ];
    for (const body of wrong) {
      const b = new Side("controlled");
      b.half.received(0, encode(offer));
      await new Promise((resolve) => setImmediate(resolve));
      b.half.received(0, encode(named));
      for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
      b.half.received(0, encode({ ...body, ref }));
      const said = b.sent.map((one) => decode(one));
      expect(said.at(-1), body.type).toMatchObject({ type: "cancel", trouble: 18 });
      expect(b.half.inbox.files.size).toBe(0);
    }
    const b = new Side("controlled");
    for (let task = 0; task < 40; task++) b.half.received(0, encode({ ...offer, ref: { side: 1, task } }));
    expect(b.sent.filter((one) => one[0] === 2 && one.at(-1) === 13).length).toBe(24); // sixteen at a time
    b.half.received(0, encode({ ...offer, ref: { side: 2, task: 1 } })); // as if this side had begun it
    expect(decode(b.sent.at(-1) ?? new Uint8Array(0))).toMatchObject({ type: "cancel", trouble: 18 });
  });
});

describe("messages", () => {
  const ref = { side: 2, task: 0x80000001 } as const;
  const hash = new Uint8Array(32).fill(7);
  const all: Body[] = [
    { type: "offer", version: 1, direction: "fetch", conflict: "ask", to: "in/today", paths: ["é", ""] },
    { type: "entries", first: 3, list: [{ kind: "file", mode: 0o755, size: 2 ** 40, modified: -5n, path: "a/b" }, { kind: "folder", mode: 0, size: 0, modified: 1_700_000_000_123_456_789n, path: "c" }] },
    { type: "total", entries: 4, bytes: 2 ** 40, lost: 1 },
    { type: "small", packed: false, raw: 3, files: [{ index: 1, size: 3, hash }], data: new Uint8Array([1, 2, 3]) },
    { type: "block", index: 1, number: 2, packed: true, raw: 10, hash, data: new Uint8Array([1, 2, 3]) },
    { type: "have", index: 1, first: 0, hashes: [hash, hash] },
    { type: "decisions", list: [{ index: 1, verdict: "refuse", trouble: 12 }] },
    { type: "results", list: [{ index: 1, trouble: 0 }] },
    { type: "ack", taken: 5, done: 6 },
    { type: "cancel", trouble: 19 },
    { type: "pause", on: true },
    { type: "end", index: 1, root: hash },
    { type: "done" },
  ];
  test.each(all)("$type comes back as it was, and cut off it is none", (body) => {
    const bytes = encode({ ...body, ref });
    expect(decode(bytes)).toEqual({ ...body, ref });
    for (let cut = 0; cut < bytes.length; cut++) {
      const one = decode(bytes.slice(0, cut));
      // What ends with data of any length may be another message.
      if (one !== undefined) expect(["small", "block"]).toContain(one.type);
    }
    if (body.type !== "block") expect(decode(new Uint8Array([...bytes, 1]))).toBeUndefined();
  });
  test("are those of the native half, byte for byte", () => {
    const hex = (body: Body): string => Buffer.from(encode({ ...body, ref: { side: 1, task: 2 } })).toString("hex");
    expect(hex({ type: "offer", version: 1, direction: "send", conflict: "skip", to: "", paths: ["a"] })).toBe("01" + "0000000100000002" + "0001" + "00" + "02" + "0000" + "0001" + "0001" + "61");
    expect(hex({ type: "entries", first: 1, list: [{ kind: "folder", mode: 0o755, size: 0, modified: -1n, path: "a" }] })).toBe(
      "05" + "0000000100000002" + "00000001" + "0001" + "01" + "01ed" + "00" + "0000000000000000" + "ffffffffffffffff" + "000161" + "0000",
    );
    expect(hex({ type: "ack", taken: 1, done: 2 })).toBe("13" + "0000000100000002" + "0000000000000001" + "0000000000000002");
  });
  test("noise is none, whatever it is", () => {
    for (let i = 0; i < 3000; i++) {
      const noise = new Uint8Array(randomBytes(9 + (i % 90)));
      noise[0] = i % 22;
      noise.set([0, 0, 0, 1], 1);
      decode(noise); // must not throw
    }
    const path = (text: string): Bytes => encode({ type: "offer", version: 1, direction: "send", conflict: "skip", to: text, paths: ["a"], ref });
    for (const out of ["..", "../x", "/etc", "a//b", "a/./b", "a/", "x\0y", "a/".repeat(200) + "b", "y".repeat(256)]) expect(decode(path(out))).toBeUndefined();
  });
});

test("paths, blocks, roots and rules are those of the native half", async () => {
  expect(isPath("a/déjà vu/..b")).toBe(true);
  expect([numbered("a/name.txt", 2), numbered(".hidden", 3), numbered("x".repeat(255), 2).length]).toEqual(["a/name (2).txt", ".hidden (3)", 255]);
  expect(shown("cod\u202eexe.\u0007")).toBe("cod\\u{202e}exe.\\u{7}");
  expect([blockSize(1), blockSize(2 ** 36), blockSize(2 ** 36 + 1), blockCount(0), blockCount(262_145), blockLength(262_145, 1)]).toEqual([262_144, 262_144, 524_288, 0, 2, 1]);
  expect(blockCount(fileMost)).toBe(2 ** 18);
  const root = await rootOf(300_000, [new Uint8Array(32), new Uint8Array(32).fill(1)]);
  const { createHash } = await import("node:crypto");
  const head = Buffer.from("cordee file tree 1" + "\0\0\0\0\0\x04\x93\xe0" + "\0\x04\0\0", "latin1");
  expect(Buffer.from(root)).toEqual(createHash("sha256").update(head).update(Buffer.alloc(32)).update(Buffer.alloc(32, 1)).digest());
  const rules = rulesOf((key) => ({ allowed: "*.txt, [a-c]?.[!x]*", refused: "bad*", max_size: "5" })[key]);
  const checked = (path: string, size = 1): number => check(rules, path, size);
  expect([checked("in/a.TXT"), checked("b1.pdf"), checked("b1.xml"), checked("d1.pdf"), checked("bad.txt"), checked("a.txt", 6)]).toEqual([0, 0, 6, 6, 6, 4]);
});

test("the rate is that of the last seconds", () => {
  const progress = new Progress();
  progress.note(0, 0);
  expect(progress.rate).toBeUndefined();
  for (let second = 1; second <= 20; second++) progress.note(second * 1000, second < 10 ? second * 100 : 900 + (second - 9) * 1000);
  expect(progress.rate).toBe(1000);
  expect(progress.secondsLeft(1000, 4500)).toBe(4);
});
