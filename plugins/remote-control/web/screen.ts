// The picture of the other side, decoded in a worker where the page lets one start, else beside the page.

import type { Bytes } from "@cordee/sdk/plugin";
import { Painter, type Told } from "./painter.js";

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

let policy: ReturnType<TrustedTypes["createPolicy"]> | undefined;

/** A page with Trusted Types allows the policy "cordee-half", or has no worker here. */
function startWorker(): Worker {
  const url = new URL("./decode.js", import.meta.url).href;
  const { trustedTypes } = globalThis as unknown as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy("cordee-half", { createScriptURL: (one) => one });
  return new Worker(policy?.createScriptURL(url) ?? url, { type: "module" });
}

export class Screen {
  /** Whether a worker does it. */
  readonly apart: boolean;
  readonly #worker: Worker | undefined;
  #painter: Painter | undefined;
  /** What came while the worker had not answered yet. */
  #early: Bytes[] | undefined;

  constructor(
    canvas: HTMLCanvasElement,
    private readonly told: (told: Told) => void,
  ) {
    this.#worker = this.#begin(canvas);
    this.apart = this.#worker !== undefined;
    if (!this.apart) this.#painter = new Painter(canvas);
  }

  apply(update: Bytes): void {
    if (this.#early) this.#early.push(update.slice());
    else if (this.#painter) this.told(this.#painter.apply(update));
    else {
      const { buffer } = update.slice();
      this.#worker?.postMessage(buffer, [buffer]);
    }
  }

  close(): void {
    this.#worker?.terminate();
  }

  #begin(canvas: HTMLCanvasElement): Worker | undefined {
    let worker: Worker;
    try {
      worker = startWorker();
    } catch {
      return undefined;
    }
    this.#early = [];
    worker.addEventListener("message", ({ data }: MessageEvent<Told | "ready">) => {
      if (data !== "ready") return this.told(data);
      const offscreen = canvas.transferControlToOffscreen();
      worker.postMessage(offscreen, [offscreen]);
      this.#goOn();
    });
    // It did not load: then without it, as the canvas is still here.
    worker.addEventListener("error", () => {
      if (!this.#early) return;
      this.#painter = new Painter(canvas);
      this.#goOn();
    });
    return worker;
  }

  #goOn(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const update of early) this.apply(update);
  }
}
