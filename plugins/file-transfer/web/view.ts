// File transfer as people see it. Names of the other side are only ever text.

import { el, openRoot } from "../../web-kit/dom.js";
import { chosenItems, droppedItems } from "./chosen.js";
import type { Inbox, Received } from "./inbox.js";
import { conflicts, type Conflict } from "./messages.js";
import { isPath, lastPart, shown } from "./paths.js";
import { canSaveAll, saveAll, saveOne } from "./save.js";
import type { Item } from "./source.js";
import { style } from "./style.js";
import type { Texts } from "./texts.js";
import type { Transfer } from "./transfer.js";

export interface Wishes {
  send(items: readonly Item[], conflict: Conflict): void;
  fetch(paths: readonly string[], conflict: Conflict): void;
}

interface Line {
  readonly item: HTMLElement;
  readonly state: HTMLElement;
  readonly bar: HTMLProgressElement;
  readonly pause: HTMLButtonElement;
  readonly cancel: HTMLButtonElement;
  readonly failures: HTMLElement;
}

export class View {
  readonly #close: () => void;
  readonly #drop: HTMLElement;
  readonly #fetch: HTMLElement;
  readonly #notice = el("p", { class: "notice quiet", role: "status" });
  readonly #conflict: HTMLSelectElement;
  readonly #transfers = el("ul", {});
  readonly #transferPart: HTMLElement;
  readonly #received = el("ul", {});
  readonly #receivedPart: HTMLElement;
  readonly #lines = new Map<string, Line>();
  readonly #shown = new Set<Received>();

  constructor(
    place: HTMLElement,
    private readonly texts: Texts,
    private readonly inbox: Inbox,
    private readonly wishes: Wishes,
  ) {
    const { root, close } = openRoot(place, style);
    this.#close = close;
    this.#conflict = el("select", {}, ...conflicts.map((one) => el("option", { value: one }, texts.conflict(one))));
    this.#drop = this.#dropZone();
    this.#fetch = this.#fetchForm();
    this.#transferPart = el("section", { "aria-label": texts.transfers, hidden: true }, el("h2", {}, texts.transfers), this.#transfers);
    this.#receivedPart = this.#receivedSection();
    const conflict = el("label", { class: "row" }, texts.ifThere, this.#conflict);
    root.append(el("div", { class: "files" }, this.#drop, this.#fetch, conflict, this.#notice, this.#transferPart, this.#receivedPart));
  }

  close(): void {
    this.#close();
  }
  notice(text: string): void {
    this.#notice.textContent = text;
  }
  allow(send: boolean, fetch: boolean): void {
    this.#drop.hidden = !send;
    this.#fetch.hidden = !fetch;
    this.#conflict.parentElement?.toggleAttribute("hidden", !send && !fetch);
    this.notice(send || fetch ? "" : this.texts.denied);
  }
  get conflict(): Conflict {
    return conflicts[this.#conflict.selectedIndex] ?? "keep-both";
  }

  draw(transfer: Transfer): void {
    if (transfer.forgotten) {
      this.#lines.get(transfer.key)?.item.remove();
      this.#lines.delete(transfer.key);
      return;
    }
    const { texts } = this;
    const line = this.#lines.get(transfer.key) ?? this.#add(transfer);
    const { done, total } = transfer.counts;
    line.state.textContent = texts.state(transfer);
    line.state.classList.toggle("trouble", transfer.ended && (transfer.why !== 0 || transfer.outcome.failed > 0));
    line.bar.hidden = transfer.ended;
    if (total === undefined || transfer.state !== "running") line.bar.removeAttribute("value");
    else line.bar.value = total === 0 ? 1 : done / total;
    line.pause.hidden = transfer.state !== "running" && transfer.state !== "offered";
    line.pause.textContent = transfer.paused ? texts.goOn : texts.pause;
    line.cancel.hidden = transfer.ended || transfer.state === "complete";
    const { failures } = transfer.outcome;
    for (const one of failures.slice(line.failures.childElementCount)) line.failures.append(el("li", { class: "trouble" }, texts.failure(one)));
  }

  drawReceived(): void {
    for (const file of this.inbox.files.values()) {
      if (this.#shown.has(file)) continue;
      this.#shown.add(file);
      this.#receivedPart.hidden = false;
      const save = el("button", { type: "button", "aria-label": this.texts.saveNamed(file.path), onclick: () => saveOne(file.blob, lastPart(file.path)) }, this.texts.save);
      const name = el("p", { class: "name", dir: "auto" }, shown(file.path));
      this.#received.append(el("li", { class: "head" }, el("div", {}, name, el("p", { class: "state quiet" }, this.texts.size(file.size))), save));
    }
  }

  #add(transfer: Transfer): Line {
    const { texts } = this;
    const state = el("p", { class: "state quiet" });
    const bar = el("progress", { max: 1, "aria-label": texts.ofTransfer(texts.progress, transfer) });
    const pause = el("button", { type: "button", onclick: () => transfer.setPaused(!transfer.paused) }, texts.pause);
    const cancel = el("button", { type: "button", "aria-label": texts.ofTransfer(texts.cancel, transfer), onclick: () => transfer.cancel() }, texts.cancel);
    const failures = el("ul", { class: "failures" });
    const head = el("div", { class: "head" }, el("p", { class: "name" }, texts.title(transfer)), el("div", { class: "acts" }, pause, cancel));
    const item = el("li", {}, head, state, bar, failures);
    const line = { item, state, bar, pause, cancel, failures };
    this.#transferPart.hidden = false;
    this.#transfers.prepend(item);
    this.#lines.set(transfer.key, line);
    return line;
  }

  #dropZone(): HTMLElement {
    const { texts } = this;
    const input = (folder: boolean): HTMLInputElement => {
      const out = el("input", {
        type: "file",
        multiple: true,
        webkitdirectory: folder,
        class: "hidden-text",
        tabindex: "-1",
        "aria-hidden": "true",
        onchange: () => {
          this.#send(chosenItems([...(out.files ?? [])]));
          out.value = "";
        },
      });
      return out;
    };
    const files = input(false);
    const folder = input(true);
    const buttons = el(
      "div",
      { class: "row" },
      el("button", { class: "main", type: "button", onclick: () => files.click() }, texts.sendFiles),
      "webkitdirectory" in files ? el("button", { type: "button", onclick: () => folder.click() }, texts.sendFolder) : undefined,
    );
    const over = (on: boolean) => zone.classList.toggle("over", on);
    const zone = el(
      "div",
      {
        class: "drop",
        ondragover: (event: DragEvent) => {
          if (!event.dataTransfer?.types.includes("Files")) return;
          event.preventDefault();
          over(true);
        },
        ondragleave: () => over(false),
        ondrop: (event: DragEvent) => {
          event.preventDefault();
          over(false);
          if (event.dataTransfer) void droppedItems(event.dataTransfer).then((items) => this.#send(items));
        },
      },
      el("p", {}, texts.drop),
      buttons,
      files,
      folder,
    );
    return zone;
  }
  #send(items: readonly Item[]): void {
    if (items.length === 0) this.notice(this.texts.nothing);
    else this.wishes.send(items, this.conflict);
  }

  #fetchForm(): HTMLElement {
    const { texts } = this;
    const field = el("input", { type: "text", "aria-label": texts.fetchWhat, placeholder: texts.fetchWhat, title: texts.fetchHint, spellcheck: "false" });
    const fetch = (event: SubmitEvent): void => {
      event.preventDefault();
      const paths = field.value.split(",").map((path) => path.trim().replace(/\/+$/, ""));
      if (paths.length > 1 ? !paths.every(isPath) : paths[0] !== "" && !isPath(paths[0] ?? "")) return this.notice(texts.badPath);
      this.notice("");
      this.wishes.fetch(paths, this.conflict);
      field.value = "";
    };
    return el("form", { class: "fetch", onsubmit: fetch }, field, el("button", { type: "submit" }, texts.fetch));
  }

  #receivedSection(): HTMLElement {
    const { texts, inbox } = this;
    const all = async (): Promise<void> => {
      const count = await saveAll([...inbox.files.values()], [...inbox.folders]).catch(() => undefined);
      this.notice(count === undefined ? texts.notSaved : texts.saved(count));
    };
    const button = el("button", { type: "button", onclick: () => void all() }, texts.saveAll);
    button.hidden = !canSaveAll();
    return el(
      "section",
      { "aria-label": texts.received, hidden: true },
      el("div", { class: "head" }, el("h2", {}, texts.received), button),
      el("p", { class: "quiet" }, texts.receivedHint),
      this.#received,
    );
  }
}
