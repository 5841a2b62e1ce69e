// The worker: first a canvas comes, then updates.

import { Painter } from "./painter.js";

let painter: Painter | undefined;

self.addEventListener("message", (event: MessageEvent<OffscreenCanvas | ArrayBuffer>) => {
  const { data } = event;
  if (data instanceof ArrayBuffer) self.postMessage(painter?.apply(new Uint8Array(data)) ?? "broken");
  else painter = new Painter(data);
});
self.postMessage("ready");
