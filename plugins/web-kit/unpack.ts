// One zstd frame of a known size, from a stranger.
//! With fzstd (MIT, Copyright 2020 Arjun Barrett), https://github.com/101arrowz/fzstd

import { decompress } from "fzstd";

const maxWindow = 2 ** 23;

/** What the frame says that it unpacks to; undefined when it is no frame, says nothing, or wants too much memory. */
function sizeOf(frame: Uint8Array): number | undefined {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  if (frame.length < 7 || view.getUint32(0, true) !== 0xfd2fb528) return undefined;
  const descriptor = view.getUint8(4);
  const single = (descriptor & 0x20) !== 0;
  if ((descriptor & 0x0b) !== 0) return undefined; // a reserved bit, or a dictionary
  const exponent = view.getUint8(5) >> 3;
  if (!single && 2 ** (10 + exponent) * (1 + (view.getUint8(5) & 7) / 8) > maxWindow) return undefined;
  const at = single ? 5 : 6;
  const width = descriptor >> 6 === 0 ? (single ? 1 : 0) : 2 ** (descriptor >> 6);
  if (width === 0 || frame.length < at + width) return undefined;
  if (width === 1) return view.getUint8(at);
  if (width === 2) return view.getUint16(at, true) + 256;
  return width === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}

/** Undefined: it is not one frame of exactly that size. */
export function unpack(frame: Uint8Array, size: number): Uint8Array<ArrayBuffer> | undefined {
  if (sizeOf(frame) !== size) return undefined;
  try {
    const out = new Uint8Array(size);
    decompress(frame, out);
    return out;
  } catch {
    return undefined;
  }
}
