// The remote screen as people see it, and what they do with it.

import { printable } from "@cordee/sdk/plugin";
import { el, openRoot } from "../../web-kit/dom.js";
import { Cursor } from "./cursor.js";
import type { Keyboard } from "./keyboard.js";
import type { Pointer } from "./pointer.js";
import type { Mode, Point, Rect, Size } from "./protocol.js";
import { layOut, pixelAt, type Scaling } from "./stage.js";
import { style } from "./style.js";
import type { Texts } from "./texts.js";

export interface Wishes {
  mode(mode: Mode): void;
  /** Keysyms, pressed in this order and let go in the other. */
  keys(keysyms: readonly number[]): void;
  releaseAll(): void;
}

const combinations: readonly (readonly [string, readonly number[]])[] = [
  ["Ctrl+Alt+Del", [0xffe3, 0xffe9, 0xffff]],
  ["Alt+Tab", [0xffe9, 0xff09]],
  ["Alt+F4", [0xffe9, 0xffc1]],
  ["Super", [0xffeb]],
  ["Ctrl+Esc", [0xffe3, 0xff1b]],
  ["Print", [0xff61]],
];

interface KeyboardLock {
  lock(): Promise<void>;
  unlock(): void;
}

export class View {
  readonly canvas = el("canvas", { role: "img" });
  readonly cursor = new Cursor();
  #mode: Mode = "view";
  #size: Size = { width: 0, height: 0 };
  #monitors: readonly Rect[] = [];
  #shown: Rect = { x: 0, y: 0, width: 1, height: 1 };
  #scaling: Scaling = "fit";
  #scale = 1;
  #pointer: Point = { x: 0, y: 0 };
  #over = false;
  readonly #close: () => void;
  readonly #gone = new AbortController();
  readonly #all: HTMLElement;
  readonly #area: HTMLElement;
  readonly #stage: HTMLElement;
  readonly #typing: HTMLTextAreaElement;
  readonly #notice = el("p", { class: "notice", role: "status" });
  readonly #figures: HTMLElement;
  readonly #modes: readonly (readonly [Mode, HTMLButtonElement])[];
  readonly #modeGroup: HTMLElement;
  readonly #scalings: readonly (readonly [Scaling, HTMLButtonElement])[];
  readonly #monitorMenu: HTMLSelectElement;
  readonly #keyMenu: HTMLSelectElement;

  constructor(
    place: HTMLElement,
    private readonly texts: Texts,
    peer: string,
    private readonly keyboard: Keyboard,
    private readonly pointer: Pointer,
    private readonly wishes: Wishes,
  ) {
    const { root, close } = openRoot(place, style);
    this.#close = close;
    const toggle = (text: string, act: () => void): HTMLButtonElement => el("button", { type: "button", onclick: act }, text);
    this.#modes = [
      ["view", toggle(texts.view, () => wishes.mode("view"))],
      ["control", toggle(texts.control, () => (wishes.mode("control"), this.#typing.focus()))],
    ];
    this.#scalings = [
      ["fit", toggle(texts.fit, () => this.#setScaling("fit"))],
      ["exact", toggle(texts.exact, () => this.#setScaling("exact"))],
    ];
    this.#modeGroup = el("span", { class: "group", role: "group", "aria-label": texts.mode }, ...this.#modes.map(([, one]) => one));
    this.#monitorMenu = el("select", { "aria-label": texts.monitors, hidden: true, onchange: () => this.#chooseMonitor() });
    this.#keyMenu = el(
      "select",
      { "aria-label": texts.keys, onchange: () => this.#sendKeys() },
      el("option", {}, texts.keys),
      ...combinations.map(([name]) => el("option", {}, name)),
    );
    this.#figures = el("span", { class: "figures quiet", "aria-label": texts.figuresLabel });
    this.canvas.setAttribute("aria-label", texts.screen(peer));
    this.#typing = this.#keyboardField(peer);
    this.#stage = el("div", { class: "stage", hidden: true }, this.canvas, this.cursor.canvas, this.#typing);
    this.#area = el("div", { class: "area fit" }, this.#notice, this.#stage);
    this.#all = el("div", { class: "remote" }, this.#tools(), this.#area);
    root.append(this.#all);
    this.#listen();
    this.#draw();
  }

  close(): void {
    this.#gone.abort();
    this.#close();
  }

  /** Of the picture that is drawn. */
  resize(size: Size): void {
    if (size.width === this.#size.width && size.height === this.#size.height) return;
    this.#size = size;
    this.#stage.hidden = false;
    this.#setMonitors(this.#monitors.every((one) => one.x + one.width <= size.width && one.y + one.height <= size.height) ? this.#monitors : []);
  }
  setMonitors(monitors: readonly Rect[]): void {
    this.#setMonitors(monitors);
  }
  setMode(mode: Mode, allowed: boolean): void {
    this.#mode = mode;
    this.#modeGroup.hidden = !allowed;
    this.#keyMenu.hidden = !allowed || mode !== "control";
    this.#draw();
  }
  /** The picture is not of now. */
  setOld(old: boolean): void {
    this.#stage.classList.toggle("old", old);
  }
  notice(text: string): void {
    const shown = printable(text, 500);
    if (this.#notice.textContent !== shown) this.#notice.textContent = shown;
  }
  figures(text: string): void {
    this.#figures.textContent = text;
  }
  /** Where the other side says that its pointer is. */
  placePointer(at: Point): void {
    if (this.#controls && this.#over) return; // it follows the hand
    this.#pointer = at;
    this.#drawPointer();
  }
  pointerChanged(): void {
    this.#drawPointer();
  }

  get #controls(): boolean {
    return this.#mode === "control";
  }

  #tools(): HTMLElement {
    const { texts } = this;
    const full = el("button", { type: "button", onclick: () => void this.#fullScreen() }, texts.fullScreen);
    full.hidden = !document.fullscreenEnabled;
    const scalings = el("span", { class: "group", role: "group", "aria-label": texts.scale }, ...this.#scalings.map(([, one]) => one));
    return el("div", { class: "tools", role: "toolbar", "aria-label": texts.tools }, this.#modeGroup, scalings, full, this.#monitorMenu, this.#keyMenu, this.#figures);
  }

  /** Takes the focus for the screen, and what input methods write. */
  #keyboardField(peer: string): HTMLTextAreaElement {
    const take = (): void => {
      const text = field.value;
      field.value = "";
      if (this.#controls) this.keyboard.typed(text);
    };
    const field = el("textarea", {
      class: "keyboard",
      "aria-label": this.texts.keyboard(peer),
      autocapitalize: "off",
      autocomplete: "off",
      spellcheck: "false",
      onkeydown: (event: KeyboardEvent) => this.#keyDown(event),
      onkeyup: (event: KeyboardEvent) => {
        if (this.#controls && this.keyboard.released(event)) event.preventDefault();
      },
      oninput: (event: InputEvent) => {
        if (!event.isComposing) take();
      },
      oncompositionend: take,
      onblur: () => this.#letGo(),
    });
    return field;
  }

  #keyDown(event: KeyboardEvent): void {
    if (!this.#controls) return;
    if (this.keyboard.pressed(event)) event.preventDefault();
    if (!this.keyboard.leaves) return;
    this.#letGo();
    this.#modes[1]?.[1].focus();
  }

  #letGo(): void {
    if (this.keyboard.holds || this.pointer.holds) this.wishes.releaseAll();
    this.keyboard.forget();
    this.pointer.forget();
  }

  #listen(): void {
    const { signal } = this.#gone;
    const stage = this.#stage;
    const at = (event: MouseEvent): Point => {
      const box = stage.getBoundingClientRect();
      return pixelAt(event.clientX - box.left, event.clientY - box.top, this.#shown, this.#scale);
    };
    const on = <Kind extends keyof HTMLElementEventMap>(kind: Kind, act: (event: HTMLElementEventMap[Kind]) => void): void =>
      stage.addEventListener(kind, (event) => this.#controls && act(event), { signal, passive: false });
    on("pointermove", (event) => {
      this.#follow(at(event));
      this.pointer.moved(at(event));
    });
    on("pointerdown", (event) => {
      event.preventDefault(); // the focus stays with the keyboard
      this.#typing.focus({ preventScroll: true });
      stage.setPointerCapture(event.pointerId);
      this.#follow(at(event));
      this.pointer.button(event.button, true, at(event));
    });
    on("pointerup", (event) => this.pointer.button(event.button, false, at(event)));
    on("pointercancel", () => this.#letGo());
    on("pointerleave", () => (this.#over = false));
    on("mousedown", (event) => event.preventDefault());
    on("contextmenu", (event) => event.preventDefault());
    on("wheel", (event) => {
      event.preventDefault();
      this.pointer.wheel(event.deltaX, event.deltaY, event.deltaMode, at(event));
    });
    const watch = new ResizeObserver(() => this.#draw());
    watch.observe(this.#area);
    signal.addEventListener("abort", () => watch.disconnect());
    document.addEventListener("visibilitychange", () => document.hidden && this.#letGo(), { signal });
    window.addEventListener("blur", () => this.#letGo(), { signal });
  }

  #follow(at: Point): void {
    this.#over = true;
    this.#pointer = at;
    this.#drawPointer();
  }

  #setScaling(scaling: Scaling): void {
    this.#scaling = scaling;
    this.#draw();
  }

  #setMonitors(monitors: readonly Rect[]): void {
    this.#monitors = monitors;
    const { texts } = this;
    this.#monitorMenu.hidden = monitors.length < 2;
    const names = monitors.map(({ width, height }, i) => texts.monitor(i + 1, width, height));
    this.#monitorMenu.replaceChildren(...[texts.allMonitors, ...names].map((name) => el("option", {}, name)));
    this.#chooseMonitor();
  }
  #chooseMonitor(): void {
    this.#shown = this.#monitors[this.#monitorMenu.selectedIndex - 1] ?? { x: 0, y: 0, ...this.#size };
    this.#draw();
  }

  #sendKeys(): void {
    const chosen = combinations[this.#keyMenu.selectedIndex - 1];
    this.#keyMenu.selectedIndex = 0;
    if (chosen) this.wishes.keys(chosen[1]);
  }

  async #fullScreen(): Promise<void> {
    if (document.fullscreenElement) return document.exitFullscreen();
    await this.#all.requestFullscreen().catch(() => undefined);
    // Then also the keys that the browser keeps for itself go over.
    await (navigator as unknown as { keyboard?: KeyboardLock }).keyboard?.lock().catch(() => undefined);
    this.#typing.focus();
  }

  #draw(): void {
    for (const [mode, one] of this.#modes) one.setAttribute("aria-pressed", String(mode === this.#mode));
    for (const [scaling, one] of this.#scalings) one.setAttribute("aria-pressed", String(scaling === this.#scaling));
    this.#area.classList.toggle("fit", this.#scaling === "fit");
    if (this.#size.width === 0) return;
    const room = { width: this.#area.clientWidth, height: this.#area.clientHeight };
    const { scale, width, height } = layOut(this.#shown, room, this.#scaling, window.devicePixelRatio);
    this.#scale = scale;
    this.#stage.style.inlineSize = `${width}px`;
    this.#stage.style.blockSize = `${height}px`;
    this.canvas.style.inlineSize = `${this.#size.width * scale}px`;
    this.canvas.style.blockSize = `${this.#size.height * scale}px`;
    this.canvas.style.transform = `translate(${-this.#shown.x * scale}px, ${-this.#shown.y * scale}px)`;
    this.canvas.classList.toggle("exact", scale * window.devicePixelRatio >= 1);
    this.#drawPointer();
  }
  #drawPointer(): void {
    this.#stage.classList.toggle("controls", this.#controls && this.cursor.known);
    this.#stage.classList.toggle("plain", !this.#controls);
    this.cursor.place(this.#pointer, this.#shown, this.#scale);
  }
}
