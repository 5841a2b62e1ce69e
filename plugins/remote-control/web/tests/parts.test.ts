// The parts of the half that need no browser: messages, decoder, keyboard, pointer, layout, outbox.

import { describe, expect, test } from "vitest";
import { zstdCompressSync } from "./zstd";
import type { Bytes, Status } from "@cordee/sdk/plugin";
import { Decoder } from "../decoder";
import { Keyboard, type Press } from "../keyboard";
import { Outbox } from "../outbox";
import { Pointer } from "../pointer";
import * as protocol from "../protocol";
import { layOut, pixelAt } from "../stage";
import { unpack } from "../../../web-kit/unpack";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytes = (...values: number[]): Bytes => new Uint8Array(values);

describe("messages", () => {
  test("are those of the native half, byte for byte", () => {
    expect(hex(protocol.hello("control"))).toBe("010001010401020304");
    expect(hex(protocol.setMode("view"))).toBe("0200");
    expect(hex(protocol.acknowledge(0x01020304))).toBe("0401020304");
    expect(hex(protocol.pointerMove({ x: 258, y: 3 }))).toBe("0101020003");
    expect(hex(protocol.button(9, true))).toBe("020901");
    expect(hex(protocol.wheel(-120, 120))).toBe("03ff880078");
    expect(hex(protocol.key(0x010020ac, false))).toBe("04010020ac00");
    expect(hex(protocol.releaseAll())).toBe("06");
    expect(protocol.texts("é".repeat(3000)).map((one) => one.length)).toEqual([4097, 1905]);
  });
  test("of other forms are refused", () => {
    expect(protocol.decodeControl(bytes(2, 1))).toEqual({ type: "mode", mode: "control" });
    expect(protocol.decodeControl(bytes(9))).toBe("unknown");
    for (const wrong of [bytes(), bytes(0), bytes(2, 2), bytes(2), bytes(2, 0, 0), bytes(1, 0, 0, 0, 0), bytes(3, 0, 0, 0, 1, 0), bytes(6, 0, 0xff), bytes(3, 0, 8, 0, 8, 1, 0, 0, 0, 0, 0, 9, 0, 1)])
      expect(protocol.decodeControl(wrong)).toBe("broken");
    for (const wrong of [bytes(3, 64), bytes(4, 0), bytes(2, 0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 2, 3, 4), bytes(2, 0, 2, 1, 0, 1, 0, 0, 0, 0)])
      expect(protocol.decodePointer(wrong)).toBe("broken");
    expect(protocol.decodePointer(bytes(2, 1, 0, 0, 0, 0, 0, 0, 0, 0))).toMatchObject({ type: "shape" }); // no pointer
  });
});

describe("the decoder", () => {
  const rect = (x: number, y: number, width: number, height: number, encoding: number, ...data: number[]): number[] =>
    [0, x, 0, y, 0, width, 0, height, encoding, 0, 0, data.length >> 8, data.length & 255, ...data];
  const update = (number: number, more: number, ...rects: number[][]): Bytes => bytes(1, 0, 0, 0, number, 0, 4, 0, 3, more, 0, rects.length, ...rects.flat());
  const shown = ({ pixels }: Decoder): string[] =>
    Array.from({ length: 3 }, (_, y) => [...pixels.subarray(4 * y, 4 * y + 4)].map((one) => (one & 0xffffff).toString(16).padStart(6, "0")).join(" "));

  test("draws every encoding as the native one", () => {
    const decoder = new Decoder();
    expect(decoder.apply(update(1, 1, rect(0, 0, 4, 1, 1, 1, 2, 3)))).toMatchObject({ number: 1, more: true, resized: true });
    const indexes = [0b00_01_10_00, 0b10_01_00_00];
    const palette = [2, 255, 0, 0, 0, 255, 0, 0, 0, 255, 0, ...indexes];
    expect(decoder.apply(update(2, 0, rect(1, 1, 3, 2, 2, ...palette)))).toMatchObject({ number: 2, more: false, resized: false });
    expect(shown(decoder)).toEqual(["030201 030201 030201 030201", "000000 0000ff 00ff00 ff0000", "000000 ff0000 00ff00 0000ff"]);
    decoder.apply(update(3, 0, rect(0, 0, 2, 2, 3, 1, 0, 10, 20, 30, 1, 1, 1, 5, 0, 0, 255, 255, 255)));
    expect(shown(decoder).slice(0, 2)).toEqual(["1e140a 1f150b 030201 030201", "1e140f 1d130e 00ff00 ff0000"]);
    decoder.apply(update(4, 0, rect(0, 1, 4, 2, 4, 0, 0, 0, 0))); // over itself, downwards
    expect(shown(decoder)).toEqual(["1e140a 1f150b 030201 030201", "1e140a 1f150b 030201 030201", "1e140f 1d130e 00ff00 ff0000"]);
  });

  test("unpacks zstd, of exactly the expected size", () => {
    const raw = new Uint8Array(3 * 12).map((_, i) => i % 7);
    const packed = zstdCompressSync(raw);
    expect(new Decoder().apply(update(1, 0, rect(0, 0, 4, 3, 3, 0, 1, ...packed)))).toBeDefined();
    expect(new Decoder().apply(update(1, 0, rect(0, 0, 4, 2, 3, 0, 1, ...packed)))).toBeUndefined();
    expect(unpack(packed, raw.length)).toEqual(raw);
    for (let cut = 0; cut < packed.length; cut++) expect(unpack(packed.subarray(0, cut), raw.length)).toBeUndefined();
    const window = packed.slice();
    window[4] = 0; // no single segment, no size
    expect(unpack(window, raw.length)).toBeUndefined();
  });

  test("refuses what breaks a rule, and takes nothing for it", () => {
    const whole = update(1, 0, rect(0, 0, 4, 3, 1, 1, 2, 3));
    for (let cut = 1; cut < whole.length; cut++) expect(new Decoder().apply(whole.subarray(0, cut))).toBeUndefined();
    for (const wrong of [
      update(1, 2),
      update(1, 0, rect(1, 0, 4, 3, 1, 1, 2, 3)),
      update(1, 0, rect(0, 0, 0, 3, 1, 1, 2, 3)),
      update(1, 0, rect(0, 0, 1, 1, 1, 1, 2)),
      update(1, 0, rect(0, 0, 1, 1, 2, 0, 1, 2, 3, 0, 0x80)), // beyond the palette
      update(1, 0, rect(0, 0, 1, 1, 3, 2, 0, 1, 2, 3)),
      update(1, 0, rect(0, 0, 1, 1, 3, 0, 2, 1, 2, 3)),
      update(1, 0, rect(0, 0, 4, 1, 4, 0, 1, 0, 0)),
      bytes(...update(1, 0), 7),
      bytes(1, 0, 0, 0, 1, 0x40, 1, 0, 1, 0, 0, 0), // a side of 16385
    ])
      expect(new Decoder().apply(wrong)).toBeUndefined();
    expect(new Decoder().apply(update(1, 0, rect(0, 0, 1, 1, 99, 5, 5)))).toBeDefined(); // of a later version
  });
});

describe("the keyboard", () => {
  const said: string[] = [];
  const make = (): Keyboard => {
    said.length = 0;
    return new Keyboard({ key: (keysym, down) => void said.push(`${down ? "+" : "-"}${keysym.toString(16)}`), text: (text) => void said.push(text) });
  };
  const press = (key: string, code: string, more: Partial<Press> & { states?: string[] } = {}): Press => ({
    key, code, location: 0, repeat: false, isComposing: false, getModifierState: (name) => more.states?.includes(name) === true, ...more,
  }); // prettier-ignore

  test("sends what a key means, and lets go of the same", () => {
    const keyboard = make();
    keyboard.pressed(press("Shift", "ShiftRight", { location: 2 }));
    keyboard.pressed(press("A", "KeyQ"));
    keyboard.pressed(press("A", "KeyQ", { repeat: true }));
    keyboard.released({ key: "Shift", code: "ShiftRight" });
    keyboard.released({ key: "a", code: "KeyQ" });
    keyboard.pressed(press("€", "KeyE"));
    keyboard.pressed(press("5", "Numpad5", { location: 3 }));
    keyboard.pressed(press("Home", "Numpad7", { location: 3 }));
    keyboard.pressed(press("F12", "F12"));
    expect(said).toEqual(["+ffe2", "+41", "-ffe2", "-41", "+10020ac", "+ffb5", "+ff95", "+ffc9"]);
  });
  test("leaves dead keys, input methods and locks to the browser", () => {
    const keyboard = make();
    for (const key of ["Dead", "Process", "Unidentified", "CapsLock", "NumLock", "toString"]) expect(keyboard.pressed(press(key, key))).toBe(false);
    expect(keyboard.pressed(press("e", "KeyE", { isComposing: true }))).toBe(false);
    keyboard.typed("ê");
    expect(said).toEqual(["ê"]);
  });
  test("AltGr chooses characters and is not sent, also where Windows says Control before it", () => {
    const keyboard = make();
    keyboard.pressed(press("Control", "ControlLeft", { location: 1 }));
    keyboard.pressed(press("AltGraph", "AltRight", { location: 2 }));
    keyboard.pressed(press("@", "KeyQ", { states: ["AltGraph"] }));
    expect(said).toEqual(["+ffe3", "-ffe3", "+40"]);
  });
  test("a shortcut on another alphabet is meant by its Latin letter", () => {
    const keyboard = make();
    keyboard.pressed(press("Control", "ControlLeft", { location: 1 }));
    keyboard.pressed(press("с", "KeyC"));
    expect(said).toEqual(["+ffe3", "+63"]);
    expect(keyboard.leaves).toBe(false);
    keyboard.released({ key: "с", code: "KeyC" });
    keyboard.pressed(press("Alt", "AltLeft", { location: 1 }));
    keyboard.pressed(press("Shift", "ShiftLeft", { location: 1 }));
    expect(keyboard.leaves).toBe(true);
  });
  test("what macOS keeps silent about while Meta is held goes up with it", () => {
    const keyboard = make();
    keyboard.pressed(press("Meta", "MetaLeft", { location: 1 }));
    keyboard.pressed(press("v", "KeyV"));
    keyboard.released({ key: "Meta", code: "MetaLeft" });
    expect(said).toEqual(["+ffeb", "+76", "-ffeb", "-76"]);
  });
});

test("the pointer keeps its pace, and a button is where it was pressed", () => {
  const said: string[] = [];
  let now = 0;
  const sink = { move: ({ x }: protocol.Point) => void said.push(`to ${x}`), button: (n: number, down: boolean) => void said.push(`${n} ${down}`), wheel: (x: number, y: number) => void said.push(`turn ${x} ${y}`), blocked: false };
  const pointer = new Pointer(sink, () => now);
  for (let x = 1; x <= 3; x++) pointer.moved({ x, y: 0 });
  now = 20;
  pointer.moved({ x: 4, y: 0 });
  pointer.moved({ x: 5, y: 0 });
  pointer.button(2, true, { x: 6, y: 0 });
  pointer.button(0, false, { x: 6, y: 0 }); // was not pressed here
  pointer.wheel(0, 25, 0, { x: 6, y: 0 });
  pointer.wheel(0, -3, 1, { x: 6, y: 0 });
  pointer.forget();
  expect(said).toEqual(["to 1", "to 4", "to 6", "3 true", "to 6", "turn 0 -30", "to 6", "turn 0 120"]);
});

test("the picture fits its room exactly or by whole numbers", () => {
  const shown = { x: 100, y: 50, width: 800, height: 600 };
  expect(layOut(shown, { width: 400, height: 600 }, "fit", 1)).toEqual({ scale: 0.5, width: 400, height: 300 });
  expect(layOut(shown, { width: 1500, height: 1500 }, "fit", 1).scale).toBe(1);
  expect(layOut(shown, { width: 1700, height: 1500 }, "fit", 1).scale).toBe(2);
  expect(layOut(shown, { width: 100, height: 100 }, "exact", 2).scale).toBe(0.5);
  expect(pixelAt(-5, 299.9, shown, 0.5)).toEqual({ x: 100, y: 649 });
  expect(pixelAt(400, 0, shown, 0.5)).toEqual({ x: 899, y: 50 });
});

test("what cannot be sent waits in order, and a lost release is made good", () => {
  const sent: string[] = [];
  let answer: Status = "again";
  const outbox = new Outbox((channel, message) => {
    if (answer === "ok") sent.push(`${channel} ${hex(message)}`);
    return answer;
  });
  for (let i = 0; i < 300; i++) outbox.input(protocol.key(97, i % 2 === 0));
  expect(outbox.blocked).toBe(true);
  answer = "ok";
  expect(outbox.writable()).toBe(true);
  expect(sent.length).toBe(257);
  expect(sent.at(-1)).toBe("1 06");
  expect(outbox.writable()).toBe(false);
});
