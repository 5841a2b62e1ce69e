// Where on the page which pixel of the other side is: all of its screen or one monitor, fitted or one to one.

import type { Point, Rect, Size } from "./protocol.js";

export type Scaling = "fit" | "exact";

export interface Layout {
  /** CSS pixels for each remote one. */
  readonly scale: number;
  /** Of the part that is shown, in CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** Larger than one device pixel for each remote one only by whole numbers, so that nothing is blurred without need. */
export function layOut(shown: Rect, room: Size, scaling: Scaling, density: number): Layout {
  const exact = 1 / density;
  let scale = exact;
  if (scaling === "fit" && room.width > 0 && room.height > 0) {
    scale = Math.min(room.width / shown.width, room.height / shown.height);
    if (scale >= exact) scale = Math.max(1, Math.floor(scale * density)) / density;
  }
  return { scale, width: shown.width * scale, height: shown.height * scale };
}

/** The remote pixel at a place of the stage, in CSS pixels; always one that is shown. */
export function pixelAt(x: number, y: number, shown: Rect, scale: number): Point {
  const within = (value: number, from: number, length: number): number =>
    from + Math.min(Math.max(Math.floor(value / scale), 0), length - 1);
  return { x: within(x, shown.x, shown.width), y: within(y, shown.y, shown.height) };
}
