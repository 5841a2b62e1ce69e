// Motion, buttons and wheel, at a pace that the path can follow.

import type { Point } from "./protocol.js";

export interface PointerSink {
  move(at: Point): void;
  button(number: number, down: boolean): void;
  wheel(x: number, y: number): void;
  /** Something waits, so motion should. */
  readonly blocked: boolean;
}

/** Between two motions, in milliseconds. */
const pace = 8;
/** PointerEvent.button: left, middle, right, back, forward. */
const numbers = [1, 2, 3, 8, 9] as const;
const notch = 120;
/** Of WheelEvent.deltaMode: pixels, lines, pages. A notch is 100 pixels, or three lines. */
const perUnit = [notch / 100, notch / 3, notch] as const;

export class Pointer {
  readonly #held = new Set<number>();
  #waiting: Point | undefined;
  #last = -Infinity;
  #turned = { x: 0, y: 0 };
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly sink: PointerSink,
    private readonly now: () => number = () => performance.now(),
  ) {}

  moved(at: Point): void {
    this.#waiting = at;
    this.tick();
  }

  button(which: number, down: boolean, at: Point): void {
    const number = numbers[which];
    if (number === undefined || (!down && !this.#held.delete(number))) return;
    if (down) this.#held.add(number);
    this.#waiting = at;
    this.#send();
    this.sink.button(number, down);
  }

  /** As WheelEvent has it: down and right are positive. */
  wheel(x: number, y: number, mode: number, at: Point): void {
    const factor = perUnit[mode] ?? 1;
    const turn = { x: this.#turned.x + x * factor, y: this.#turned.y - y * factor };
    const whole = { x: units(turn.x), y: units(turn.y) };
    this.#turned = { x: rest(turn.x - whole.x), y: rest(turn.y - whole.y) };
    if (whole.x === 0 && whole.y === 0) return;
    this.#waiting = at;
    this.#send();
    this.sink.wheel(whole.x, whole.y);
  }

  /** Sends what is due. */
  tick(): void {
    clearTimeout(this.#timer);
    if (!this.#waiting) return;
    const left = this.#last + pace - this.now();
    if (left <= 0 && !this.sink.blocked) this.#send();
    else this.#timer = setTimeout(() => this.tick(), Math.max(left, 1));
  }

  get holds(): boolean {
    return this.#held.size > 0;
  }
  forget(): void {
    clearTimeout(this.#timer);
    this.#held.clear();
    this.#waiting = undefined;
    this.#turned = { x: 0, y: 0 };
  }

  #send(): void {
    if (!this.#waiting) return;
    this.#last = this.now();
    this.sink.move(this.#waiting);
    this.#waiting = undefined;
  }
}

/** A message holds 16 bits. */
const units = (turn: number): number => Math.trunc(Math.max(-32767, Math.min(32767, turn)));
const rest = (turn: number): number => Math.max(-notch, Math.min(notch, turn));
