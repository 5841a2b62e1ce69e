// The pointer of the other side, on a canvas of its own: a style sheet would need an address for its picture.

import type { Point, Rect, Shape } from "./protocol.js";

export class Cursor {
  readonly canvas = document.createElement("canvas");
  readonly #shapes = new Map<number, Shape>();
  #shape: Shape | undefined;

  constructor() {
    this.canvas.className = "pointer";
    this.canvas.hidden = true;
  }

  /** Whether the other side has said what its pointer looks like. */
  get known(): boolean {
    return this.#shape !== undefined;
  }

  define(shape: Shape): void {
    this.#shapes.set(shape.number, shape);
    this.use(shape.number);
  }
  use(number: number): void {
    const shape = this.#shapes.get(number);
    if (!shape || shape === this.#shape) return;
    this.#shape = shape;
    const { width, height } = shape.size;
    this.canvas.hidden = width === 0;
    if (width === 0) return;
    this.canvas.width = width;
    this.canvas.height = height;
    this.canvas.getContext("2d")?.putImageData(new ImageData(straight(shape), width, height), 0, 0);
  }
  forget(): void {
    this.#shapes.clear();
    this.#shape = undefined;
    this.canvas.hidden = true;
  }

  /** Puts its hotspot at this remote pixel. */
  place(at: Point, shown: Rect, scale: number): void {
    const { x = 0, y = 0 } = this.#shape?.hotspot ?? {};
    this.canvas.style.transform = `translate(${(at.x - shown.x - x) * scale}px, ${(at.y - shown.y - y) * scale}px) scale(${scale})`;
  }
}

/** A canvas wants colours that are not multiplied by alpha, red first. */
function straight({ pixels }: Shape): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(pixels.length);
  for (let i = 0; i < pixels.length; i += 4) {
    const alpha = pixels[i] ?? 0;
    for (let j = 1; j <= 3; j++) out[i + j - 1] = alpha === 0 ? 0 : Math.round(((pixels[i + j] ?? 0) * 255) / alpha);
    out[i + 3] = alpha;
  }
  return out;
}
