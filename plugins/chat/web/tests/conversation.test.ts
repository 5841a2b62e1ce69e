// Two conversations over a wire in memory, and what a stranger may say to one.

import { describe, expect, test } from "vitest";
import { fromText, Writer, type Bytes } from "@cordee/sdk/plugin";
import { Conversation, mostEntries, newState, type Around, type Said, type State } from "../conversation";
import { decodeSaid, decodeState, encodeSaid, encodeState } from "../history";
import { decode, encode, isSound, pictureType, type Content, type Message } from "../messages";
import { addNote, contentOf, parseAnswers } from "../speech";

const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
const words = (text: string): Content => ({ kind: "text", text });

class Half implements Around {
  readonly sent: Bytes[] = [];
  readonly kept = new Map<number, Said>();
  state: State | undefined;
  room = true;
  looks = true;
  readonly conversation: Conversation;
  constructor(history: bigint, kept: Said[] = [], state = newState(history)) {
    this.conversation = new Conversation(this, state, kept);
  }
  send(message: Bytes): boolean {
    if (this.room) this.sent.push(message);
    return this.room;
  }
  sees(): boolean {
    return this.looks;
  }
  keep(said: Said): void {
    this.kept.set(said.place, said);
  }
  forget(said: Said): void {
    this.kept.delete(said.place);
  }
  keepState(state: State): void {
    this.state = { ...state };
  }
  changed(): void {}
  get texts(): string[] {
    return this.conversation.said.filter((one) => !one.own).map(({ entry: { content } }) => (content.kind === "text" ? content.text : content.kind));
  }
}

function carry(a: Half, b: Half): void {
  while (a.sent.length > 0 || b.sent.length > 0) {
    for (const message of a.sent.splice(0)) expect(b.conversation.received(message)).toBe(true);
    for (const message of b.sent.splice(0)) expect(a.conversation.received(message)).toBe(true);
  }
}

function pair(): [Half, Half] {
  const out: [Half, Half] = [new Half(7n), new Half((1n << 63n) + 5n)];
  for (const half of out) half.conversation.begin();
  carry(...out);
  return out;
}

describe("a conversation", () => {
  test("marks what arrived and what was seen", () => {
    const [a, b] = pair();
    b.looks = false;
    a.conversation.say(words("one"), 1);
    carry(a, b);
    const said = a.conversation.said[0];
    expect(said && a.conversation.mark(said)).toBe("delivered");
    expect(b.conversation.unseen).toBe(1);
    b.looks = true;
    b.conversation.goOn();
    carry(a, b);
    expect(said && a.conversation.mark(said)).toBe("seen");
  });

  test("says what waited for room once, in order", () => {
    const [a, b] = pair();
    a.room = false;
    for (const text of ["one", "two", "three"]) a.conversation.say(words(text), 1);
    a.room = true;
    a.conversation.goOn();
    carry(a, b);
    expect(b.texts).toEqual(["one", "two", "three"]);
  });

  test("goes on when a half begins anew with what it kept", () => {
    const [a, b] = pair();
    a.conversation.say(words("one"), 1);
    carry(a, b);
    b.conversation.say(words("answer"), 2);
    carry(a, b);
    a.conversation.say(words("lost on the way"), 3);
    a.sent.length = 0;
    const anew = new Half(0n, [...b.kept.values()], decodeState(encodeState(b.state ?? newState(1n))));
    a.conversation.begin();
    anew.conversation.begin();
    carry(a, anew);
    expect(anew.texts).toEqual(["one", "lost on the way"]);
    expect(a.texts).toEqual(["answer"]);
  });

  test("a half that lost everything hears all again", () => {
    const [a] = pair();
    a.conversation.say(words("one"), 1);
    a.sent.length = 0; // the session drops what was queued for its former self
    const anew = new Half(9n);
    a.conversation.begin();
    anew.conversation.begin();
    carry(a, anew);
    expect(anew.texts).toEqual(["one"]);
  });

  test("forgets the oldest beyond its limits", () => {
    const [a] = pair();
    for (let i = 0; i < mostEntries + 3; i++) a.conversation.say(words(`${i}`), 1);
    expect(a.conversation.said.length).toBe(mostEntries);
    expect(a.kept.size).toBe(mostEntries);
  });

  test("ends at what breaks the rules", () => {
    const hello: Message = { type: "hello", version: 1, ownHistory: 3n, yourHistory: 7n, received: 0 };
    const first = new Half(7n);
    first.conversation.begin();
    expect(first.conversation.received(encode({ type: "typing", on: true }))).toBe(false); // before Hello
    for (const wrong of [
      encode({ ...hello, received: 1 }),
      encode({ type: "delivered", number: 1 }),
      encode({ type: "seen", number: 9 }),
      new Uint8Array(0),
      new Uint8Array([0]),
      new Uint8Array([5, 2]),
      new Uint8Array([3, 0, 0, 0, 0, 0, 0, 0, 1, 9]),
    ]) {
      const half = new Half(7n);
      half.conversation.begin();
      half.conversation.received(encode(hello));
      expect(half.conversation.received(wrong)).toBe(false);
    }
    expect(pair()[0].conversation.received(new Uint8Array([200, 1, 2]))).toBe(true); // of a later version
  });
});

describe("messages", () => {
  const contents: Content[] = [
    words("é <b>"),
    { kind: "link", address: "https://example.org/ä" },
    { kind: "picture", type: 1, name: "a.png", bytes: png },
    { kind: "files", names: ["a", "b.txt"] },
  ];
  test.each(contents)("$kind comes back as it was", (content) => {
    const entry = { number: 3, time: 1_700_000_000_000, content };
    expect(decode(encode({ type: "entry", entry }))).toEqual({ type: "entry", entry });
    expect(decodeSaid(encodeSaid({ place: 4, own: true, entry }))).toEqual({ place: 4, own: true, entry });
  });
  test("are those of the native half, byte for byte", () => {
    const hex = (message: Message): string => Buffer.from(encode(message)).toString("hex");
    expect(hex({ type: "hello", version: 1, ownHistory: 0xfedcba9876543210n, yourHistory: 2n, received: 3 })).toBe(
      "010001fedcba987654321000000000000000020000000000000003",
    );
    expect(hex({ type: "entry", entry: { number: 1, time: 2, content: { kind: "files", names: ["ab"] } } })).toBe("020000000000000001000000000000000203010261" + "62");
  });
  test("of other forms are refused", () => {
    const head = new Writer().u8(2).u64(1).u64(1).take();
    const entry = (...rest: number[]): Bytes => new Uint8Array([...head, ...rest]);
    for (const wrong of [entry(0), entry(0, 0xff), entry(1, 0x66), entry(2, 2, 1, 97, ...png), entry(3, 0), entry(3, 1, 0), entry(4, 1), entry(3, 2, 1, 97)])
      expect(decode(wrong)).toBe("broken");
    expect(isSound(words("x".repeat(16 * 1024 + 1)))).toBe(false);
    expect([pictureType(png), pictureType(png.subarray(1))]).toEqual([1, 0]);
    for (const bad of ["javascript:alert(1)", "https://a b", "http://\u0007", "ftp://x"]) expect(isSound({ kind: "link", address: bad })).toBe(false);
  });
});

test("what is written becomes a text or a link; answers and notes are lines", () => {
  expect(contentOf("  https://example.org ")).toEqual({ kind: "link", address: "https://example.org" });
  expect(contentOf("see https://example.org")?.kind).toBe("text");
  expect(contentOf(" ")).toBeUndefined();
  expect(parseAnswers("a = b\nnothing\n = c\nd=").map(({ name }) => name)).toEqual(["a"]);
  const notes = addNote("old\n", new Date(2026, 0, 2, 3, 4), "Bob", "two\nlines");
  expect(Buffer.from(notes).toString()).toBe("old\n2026-01-02 03:04 Bob: two lines\n");
  expect(addNote("x\n".repeat(40_000), new Date(), "Bob", "y").length).toBeLessThanOrEqual(65536);
  expect(fromText("ok").length).toBe(2);
});
