// Turns what the browser says of the local keyboard into keys and text for the other side, as
// native/controlling/keyboard.hpp does: a key that makes a character is sent as that character, so that it arrives
// right on any layout; layout, dead keys, compose and input methods have already done their work here. What makes
// text without a key of its own is sent as text.

import { keysymOfCharacter, keysymOfName, keysymOfPad } from "./keysyms.js";

export interface KeySink {
  key(keysym: number, down: boolean): void;
  text(text: string): void;
}

/** Of KeyboardEvent. */
export interface Press {
  readonly key: string;
  readonly code: string;
  readonly location: number;
  readonly repeat: boolean;
  readonly isComposing: boolean;
  getModifierState(name: string): boolean;
}

const locks = ["CapsLock", "NumLock", "ScrollLock"];
/** Their text comes another way, or they have none. */
const silent = ["Dead", "Process", "Unidentified", "Compose"];
const shortcuts = ["Control", "Alt", "Meta"];
const pad = 3;

export class Keyboard {
  /** By the physical key, in the order of their presses. */
  readonly #held = new Map<string, { readonly name: string; readonly keysym: number }>();

  constructor(private readonly sink: KeySink) {}

  /** True: the browser must not act on it as well. */
  pressed(press: Press): boolean {
    const { key, code } = press;
    if (press.isComposing || silent.includes(key) || locks.includes(key)) return false;
    if (key === "AltGraph") {
      // It chooses characters. Windows says Control before it.
      this.#release("ControlLeft");
      return true;
    }
    if (press.repeat || this.#held.has(code)) return true;
    const keysym = this.#keysym(press);
    if (keysym === 0) return false;
    this.#held.set(code, { name: key, keysym });
    this.sink.key(keysym, true);
    return true;
  }

  /** True when it was held there. */
  released({ key, code }: Pick<Press, "key" | "code">): boolean {
    const known = this.#release(code);
    // While this key is held, macOS says nothing of others that go up.
    if (key === "Meta") for (const [other, { name }] of [...this.#held]) if (name.length === 1) this.#release(other);
    return known;
  }

  /** Of an input method, or put together from several keys. */
  typed(text: string): void {
    if (text !== "") this.sink.text(text.replaceAll("\r\n", "\n"));
  }

  /** Control, Alt and Shift alone: the person wants the keyboard back. */
  get leaves(): boolean {
    const names = [...this.#held.values()].map(({ name }) => name).sort();
    return names.join() === "Alt,Control,Shift";
  }
  get holds(): boolean {
    return this.#held.size > 0;
  }

  /** The other side was told otherwise that nothing is held. */
  forget(): void {
    this.#held.clear();
  }

  #keysym(press: Press): number {
    const { key, code, location } = press;
    if ([...key].length !== 1) return keysymOfName(key, location);
    if (location === pad) return keysymOfPad(key);
    if (!this.#shortcut(press)) return keysymOfCharacter(key);
    // A shortcut is meant by its letter on the Latin layout when the local one has none, as programs do.
    const latin = /^Key([A-Z])$/.exec(code)?.[1];
    if (latin !== undefined && (key.codePointAt(0) ?? 0) >= 0x100)
      return keysymOfCharacter(press.getModifierState("Shift") ? latin : latin.toLowerCase());
    return keysymOfCharacter(key);
  }
  #shortcut(press: Press): boolean {
    return !press.getModifierState("AltGraph") && [...this.#held.values()].some(({ name }) => shortcuts.includes(name));
  }
  #release(code: string): boolean {
    const held = this.#held.get(code);
    if (!held) return false;
    this.#held.delete(code);
    this.sink.key(held.keysym, false);
    return true;
  }
}
