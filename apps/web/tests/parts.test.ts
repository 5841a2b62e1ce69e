import { expect, test, vi } from "vitest";
import { whatLacks } from "../src/base/able";
import { lookAt } from "../src/join/code";
import { readArrival } from "../src/join/way_in";
import { entryOf } from "../src/modules/mount_module";

const place = (url: string): Location => new URL(url) as unknown as Location;

test("the secret of a link leaves the address bar, whole or not", () => {
  const secret = "A".repeat(22);
  for (const [url, expected] of [
    [`https://x/j/${"B".repeat(22)}#1.${secret}`, { link: { invitation: "B".repeat(22), secret, whole: `https://x/j/${"B".repeat(22)}#1.${secret}` } }],
    [`https://x/j/${"B".repeat(22)}#1.${secret}.${"C".repeat(22)}`, { link: { invitation: "B".repeat(22), secret, whole: `https://x/j/${"B".repeat(22)}#1.${secret}.${"C".repeat(22)}` } }],
    [`https://x/j/${"B".repeat(22)}#1.short`, { broken: true }],
    [`https://x/j/${"B".repeat(22)}#2.${secret}`, { broken: true }],
    [`https://x/join#1.${secret}`, { broken: false }],
  ] as const) {
    const replaceState = vi.fn();
    expect(readArrival(place(url), { replaceState } as unknown as History)).toEqual(expected);
    expect(replaceState).toHaveBeenCalledWith(null, "", new URL(url).pathname);
  }
});

test("a slip of the finger is seen before anything is sent", () => {
  expect(lookAt("")).toBe("empty");
  expect(lookAt("4821-77")).toBe("short");
  expect(lookAt("4821-7730-2912-9999-9")).toBe("form");
  expect(lookAt("hello")).toBe("form");
  const looks = Array.from({ length: 10 }, (_, digit) => lookAt(`48217730291${digit}`));
  expect(looks.filter((one) => one === "good")).toHaveLength(1);
  expect(looks.filter((one) => one === "typo")).toHaveLength(9);
});

test("a browser that cannot hold a session is told why", () => {
  const able = { isSecureContext: true, crypto: { subtle: {} }, Worker: class {}, WebSocket: class {} };
  const look = (less: object): unknown => whatLacks({ ...able, ...less } as unknown as typeof globalThis);
  expect(look({})).toBeUndefined();
  expect(look({ isSecureContext: false, crypto: {} })).toBe("insecure");
  expect(look({ crypto: {} })).toBe("crypto");
  expect(look({ Worker: undefined })).toBe("worker");
});

test("a half is loaded from its own package and nowhere else", () => {
  const half = { id: "chat", version: "0.1.0", entry: "web/main.js", publisher: "", permissions: [], channels: [] };
  expect(entryOf(half)).toBe("/api/v1/modules/chat/0.1.0/web/web/main.js");
  for (const less of [
    { entry: "../main.js" },
    { entry: "web/../../main.js" },
    { entry: "//evil.example/main.js" },
    { entry: "https://evil.example/main.js" },
    { entry: "main.js?x" },
    { entry: "main.html" },
    { entry: "" },
    { id: "../chat" },
    { version: "0.1.0/.." },
  ])
    expect(entryOf({ ...half, ...less }), JSON.stringify(less)).toBeUndefined();
});
