// Puts what changed onto a canvas, a whole picture at a time. Runs in a worker or beside the page.

import { Decoder } from "./decoder.js";
import type { Rect, Size } from "./protocol.js";

/** A picture of several updates waits so long for its end. */
const patience = 100;
/** Beyond this one rectangle around all is cheaper. */
const mostAreas = 200;

export type Told =
  | { readonly applied: number; readonly size: Size; readonly more: boolean }
  /** The update breaks the protocol. */
  | "broken";

type Canvas = HTMLCanvasElement | OffscreenCanvas;
type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export class Painter {
  readonly #decoder = new Decoder();
  readonly #context: Context;
  #areas: Rect[] = [];
  #image: ImageData | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly canvas: Canvas) {
    // Both kinds have it; the union of their signatures says nothing.
    const context = (canvas as HTMLCanvasElement).getContext("2d", { alpha: false });
    if (!context) throw new Error("this browser gives no canvas");
    this.#context = context;
  }

  apply(update: Uint8Array): Told {
    const applied = this.#decoder.apply(update);
    if (!applied) return "broken";
    this.#areas = applied.resized ? [...applied.changed] : this.#areas.concat(applied.changed);
    if (applied.resized) this.#image = undefined;
    if (!applied.more) this.#paint();
    else this.#timer ??= setTimeout(() => this.#paint(), patience);
    return { applied: applied.number, size: this.#decoder.size, more: applied.more };
  }

  #paint(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { size, pixels } = this.#decoder;
    if (!this.#image) {
      this.#image = new ImageData(new Uint8ClampedArray(pixels.buffer), size.width, size.height);
      this.canvas.width = size.width;
      this.canvas.height = size.height;
    }
    const areas = this.#areas.length > mostAreas ? [around(this.#areas)] : this.#areas;
    for (const { x, y, width, height } of areas) this.#context.putImageData(this.#image, 0, 0, x, y, width, height);
    this.#areas = [];
  }
}

function around(areas: readonly Rect[]): Rect {
  let [left, top, right, bottom] = [Infinity, Infinity, 0, 0];
  for (const { x, y, width, height } of areas) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}
