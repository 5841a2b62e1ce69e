// The chat as people see it. Whatever the other side said is only ever text, a canvas, or an address of the web.

import { printable, type Bytes } from "@cordee/sdk/plugin";
import { el, openRoot } from "../../web-kit/dom.js";
import { amount } from "../../web-kit/language.js";
import type { Mark, Said } from "./conversation.js";
import { pictureTypes } from "./messages.js";
import type { Answer } from "./speech.js";
import { style } from "./style.js";
import type { Texts } from "./texts.js";

export interface Wishes {
  say(text: string): boolean;
  answer(answer: Answer): void;
  picture(file: File): void;
  files(files: readonly File[]): void;
  typing(): void;
  note(text: string): void;
  looked(): void;
}

export interface Setup {
  readonly texts: Texts;
  readonly peer: string;
  readonly language: string;
  readonly answers: readonly Answer[];
  /** Whether there are notes, which is the operator's affair. */
  readonly notes: boolean;
}

const shownWidth = 480;

export class View {
  readonly #root: ShadowRoot;
  readonly #close: () => void;
  readonly #log: HTMLElement;
  readonly #empty: HTMLElement;
  readonly #status = el("p", { class: "status quiet", role: "status" });
  readonly #writing: HTMLTextAreaElement;
  readonly #notes = el("p", { class: "notes", tabindex: "0" });
  readonly #marks = new Map<number, HTMLElement>();
  #last = 0;
  readonly #gone = new AbortController();

  constructor(
    place: HTMLElement,
    private readonly setup: Setup,
    private readonly wishes: Wishes,
  ) {
    const { texts, peer } = setup;
    ({ root: this.#root, close: this.#close } = openRoot(place, style));
    this.#empty = el("p", { class: "quiet" }, texts.empty(peer));
    this.#log = el("div", { class: "log", role: "log", tabindex: "0", "aria-label": texts.conversation(peer) }, this.#empty);
    this.#writing = el("textarea", {
      rows: 1,
      "aria-label": texts.write,
      placeholder: texts.write,
      title: texts.writeHint,
      enterkeyhint: "send",
      onkeydown: (event: KeyboardEvent) => this.#key(event),
      oninput: () => this.wishes.typing(),
      onpaste: (event: ClipboardEvent) => this.#paste(event),
    });
    const compose = el(
      "form",
      { class: "compose", onsubmit: (event: SubmitEvent) => (event.preventDefault(), this.#send()) },
      this.#writing,
      el("button", { class: "main", type: "submit" }, texts.send),
    );
    const chat = el(
      "div",
      { class: "chat", ondragover: (event: DragEvent) => this.#drag(event), ondragleave: () => this.#over(false), ondrop: (event: DragEvent) => this.#drop(event) },
      this.#log,
      this.#status,
      compose,
      el("div", { class: "more" }, this.#pictureButton(), this.#answerMenu(), this.#notePanel()),
    );
    this.#root.append(chat);
    const look = (): void => this.wishes.looked();
    const { signal } = this.#gone;
    document.addEventListener("visibilitychange", look, { signal });
    window.addEventListener("focus", look, { signal });
    const watch = new IntersectionObserver(look);
    watch.observe(this.#log);
    signal.addEventListener("abort", () => watch.disconnect());
  }

  close(): void {
    this.#gone.abort();
    this.#close();
  }

  /** Whether the person has the conversation before their eyes. */
  get visible(): boolean {
    return document.visibilityState === "visible" && this.#log.checkVisibility({ visibilityProperty: true });
  }

  draw(said: readonly Said[], mark: (own: Said) => Mark): void {
    this.#empty.hidden = said.length > 0;
    const atEnd = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 40;
    let added = false;
    for (const one of said) {
      if (one.place > this.#last) {
        this.#last = one.place;
        this.#log.append(this.#draw(one));
        added = true;
      }
      const shown = this.#marks.get(one.place);
      const text = shown && this.setup.texts.mark(mark(one));
      if (shown && shown.textContent !== text) shown.textContent = text ?? "";
    }
    if (added && (atEnd || said.at(-1)?.own === true)) this.#log.scrollTop = this.#log.scrollHeight;
  }

  status(text: string): void {
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }
  showNotes(notes: string): void {
    this.#notes.textContent = notes;
  }

  #draw(said: Said): HTMLElement {
    const { texts, peer, language } = this.setup;
    const { entry, own } = said;
    const time = new Date(entry.time);
    const clock = Number.isNaN(time.valueOf()) ? "?" : time.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
    const mark = own ? el("span", { class: "mark" }) : undefined;
    if (mark) this.#marks.set(said.place, mark);
    return el(
      "div",
      { class: own ? "said own" : "said" },
      el("span", { class: "hidden-text" }, `${own ? texts.you : peer}: `),
      this.#content(said),
      el("div", { class: "meta quiet" }, el("time", { datetime: clock === "?" ? "" : time.toISOString() }, clock), mark),
    );
  }

  #content({ entry: { content } }: Said): Node {
    const { texts } = this.setup;
    switch (content.kind) {
      case "text":
        return el("p", { dir: "auto" }, content.text);
      case "link":
        return el("p", {}, this.#link(content.address));
      case "files":
        return el("p", {}, texts.files, content.names.map((name) => printable(name, 255)).join(", "));
      case "picture":
        return this.#picture(content.type, content.name, content.bytes);
    }
  }

  /** Shown as the browser will read it, so that no letter looks like another one. */
  #link(address: string): Node {
    if (!URL.canParse(address)) return document.createTextNode(printable(address, 2048));
    const { href } = new URL(address);
    return el("a", { href, target: "_blank", rel: "noopener noreferrer" }, href);
  }

  #picture(type: number, name: string, bytes: Bytes): HTMLElement {
    const { texts, language } = this.setup;
    const shown = printable(name, 120);
    const blob = new Blob([bytes], { type: pictureTypes[type - 1] ?? "" });
    const caption = el("p", {}, `${texts.picture}: ${shown}, ${amount(bytes.length, language)} `);
    const out = el("div", {}, caption);
    const save = el("button", { type: "button", onclick: () => saveBlob(blob, shown) }, texts.save(shown));
    createImageBitmap(blob)
      .then((bitmap) => {
        const scale = Math.min(1, shownWidth / bitmap.width);
        const canvas = el("canvas", { role: "img", "aria-label": `${texts.picture}: ${shown}` });
        canvas.width = Math.max(1, Math.round(bitmap.width * scale));
        canvas.height = Math.max(1, Math.round(bitmap.height * scale));
        canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
        bitmap.close();
        out.prepend(canvas);
      })
      .catch(() => caption.append(`(${texts.badPicture})`));
    out.append(save);
    return out;
  }

  #pictureButton(): HTMLElement {
    const { texts } = this.setup;
    const input = el("input", {
      type: "file",
      accept: pictureTypes.join(","),
      class: "hidden-text",
      tabindex: "-1",
      "aria-hidden": "true",
      onchange: () => {
        const [file] = input.files ?? [];
        if (file) this.wishes.picture(file);
        input.value = "";
      },
    });
    return el("div", {}, input, el("button", { type: "button", onclick: () => input.click() }, texts.choosePicture));
  }

  #answerMenu(): HTMLElement | undefined {
    const { texts, answers } = this.setup;
    if (answers.length === 0) return undefined;
    const menu = el(
      "select",
      {
        "aria-label": texts.answers,
        onchange: () => {
          const answer = answers[menu.selectedIndex - 1];
          if (answer) this.wishes.answer(answer);
          menu.selectedIndex = 0;
        },
      },
      el("option", { value: "" }, texts.chooseAnswer),
      ...answers.map(({ name }) => el("option", {}, name)),
    );
    return menu;
  }

  #notePanel(): HTMLElement | undefined {
    const { texts, notes } = this.setup;
    if (!notes) return undefined;
    const field = el("input", { type: "text", "aria-label": texts.note, placeholder: texts.note });
    const keep = (event: SubmitEvent): void => {
      event.preventDefault();
      if (field.value.trim() !== "") this.wishes.note(field.value);
      field.value = "";
    };
    return el(
      "details",
      {},
      el("summary", {}, texts.notes),
      el("p", { class: "quiet" }, texts.notesHint),
      this.#notes,
      el("form", { class: "note", onsubmit: keep }, field, el("button", { type: "submit" }, texts.keep)),
    );
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#send();
  }
  #send(): void {
    const text = this.#writing.value;
    if (text.trim() === "") return;
    if (this.wishes.say(text)) this.#writing.value = "";
    this.#writing.focus();
  }
  #paste(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.#give(files);
  }
  #drag(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.#over(true);
  }
  #over(on: boolean): void {
    this.#root.querySelector(".chat")?.classList.toggle("over", on);
  }
  #drop(event: DragEvent): void {
    this.#over(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.#give(files);
  }
  /** One picture is shown in the conversation; anything else is for the file transfer. */
  #give(files: readonly File[]): void {
    const [first] = files;
    if (files.length === 1 && first && (pictureTypes as readonly string[]).includes(first.type)) this.wishes.picture(first);
    else this.wishes.files(files);
  }
}

function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
