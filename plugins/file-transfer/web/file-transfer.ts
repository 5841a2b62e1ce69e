// File transfer's web half, on either side: between the page, the host and the transfers.

import { ownTasks, printable, type Bytes, type CreatePlugin, type Host, type Plugin, type TaskState, type TaskWish } from "@cordee/sdk/plugin";
import { takeOver } from "../../web-kit/hand_over.js";
import { chosenItems } from "./chosen.js";
import { Inbox } from "./inbox.js";
import { decode, offerPaths, refKey, treeMost, version, type Conflict, type Message } from "./messages.js";
import { Outbox } from "./outbox.js";
import { rulesOf, type Rules } from "./rules.js";
import type { Desk } from "./sink.js";
import type { Item } from "./source.js";
import { Store } from "./store.js";
import { textsIn, type Texts } from "./texts.js";
import { Transfer, type Offer, type Outside } from "./transfer.js";
import { trouble } from "./trouble.js";
import { View } from "./view.js";

const channel = 0;
const tick = 1;
const period = 500;
/** Transfers that the other side may have under way here. */
const transfersMost = 16;

class FileTransfer implements Plugin, Outside {
  readonly controlling: boolean;
  readonly store = new Store();
  readonly inbox = new Inbox(() => this.#view?.drawReceived());
  readonly #texts: Texts;
  readonly #peer: string;
  readonly #outbox: Outbox;
  readonly #transfers = new Map<string, Transfer>();
  readonly #questions = new Map<number, (choice: number) => void>();
  readonly #gone = new AbortController();
  #view: View | undefined;
  #task = ownTasks;
  #question = 0;

  constructor(private readonly host: Host) {
    this.controlling = host.side === "controlling";
    this.#texts = textsIn(host.language);
    this.#peer = printable(host.peerName, 64);
    this.#outbox = new Outbox((message) => host.channel.send(channel, message));
  }

  activate(): void {
    const { host } = this;
    if (host.place) {
      this.#view = new View(host.place, this.#texts, this.inbox, this);
      takeOver(host.place.ownerDocument, (files) => this.#takeFiles(files), this.#gone.signal);
    }
    this.permissionsChanged();
    host.timer.start(tick, period);
  }
  async deactivate(): Promise<void> {
    this.#gone.abort();
    for (const transfer of this.#transfers.values()) transfer.cancel();
    this.#view?.close();
    await this.store.close();
  }

  received(_channel: number, bytes: Bytes): void {
    const message = decode(bytes);
    if (!message) {
      // Which transfer it was about is not known; none of them can be trusted to be whole.
      for (const transfer of this.#transfers.values()) transfer.giveUp(trouble.protocol);
    } else if (message.type === "offer") this.#offered(message);
    // One that is not here has ended, and the other side does not know yet.
    else this.#transfers.get(refKey(message.ref))?.received(message, bytes.length);
    this.#sweep();
  }
  writable(): void {
    this.#outbox.writable();
    if (!this.#outbox.blocked) for (const transfer of this.#transfers.values()) transfer.pump();
  }
  peerRestarted(): void {
    this.#outbox.clear();
    for (const transfer of this.#transfers.values()) transfer.peerRestarted();
    this.#sweep();
  }
  permissionsChanged(): void {
    this.#view?.allow(this.host.permitted(this.#sending), this.host.permitted(this.#fetching));
    for (const transfer of this.#transfers.values()) transfer.tick(performance.now());
    this.#sweep();
  }
  expired(): void {
    for (const transfer of this.#transfers.values()) transfer.tick(performance.now());
    this.#sweep();
    this.host.timer.start(tick, period);
  }
  act(task: number, wish: TaskWish): void {
    for (const transfer of this.#transfers.values()) {
      if (!transfer.begunHere || transfer.ref.task !== task) continue;
      if (wish === "cancel") transfer.cancel();
      else transfer.setPaused(wish === "pause");
    }
    this.#sweep();
  }
  answered(question: number, choice: number): void {
    const then = this.#questions.get(question);
    this.#questions.delete(question);
    then?.(choice);
  }

  // What the person wants.

  send(items: readonly Item[], conflict: Conflict): void {
    const roots = [...new Set(items.map(({ path }) => path.split("/")[0] ?? ""))];
    if (items.length > treeMost) return this.#view?.notice(this.#texts.tooMany);
    this.#view?.notice("");
    // Of many single files the question over there names the first ones.
    this.#begin({ type: "offer", version, direction: "send", conflict, to: "", paths: roots.slice(0, offerPaths) }, items);
  }
  fetch(paths: readonly string[], conflict: Conflict): void {
    this.#begin({ type: "offer", version, direction: "fetch", conflict, to: "", paths: paths.slice(0, offerPaths) }, undefined);
  }

  #takeFiles(files: readonly File[]): boolean {
    const items = chosenItems(files);
    if (items.length === 0 || !this.host.permitted(this.#sending)) return false;
    this.send(items, this.#view?.conflict ?? "keep-both");
    return true;
  }

  /** Which permission lets content go out from here, and come in. */
  get #sending(): string {
    return this.controlling ? "send" : "fetch";
  }
  get #fetching(): string {
    return this.controlling ? "fetch" : "send";
  }

  #begin(offer: Offer, items: readonly Item[] | undefined): void {
    const ref = { side: this.controlling ? 1 : 2, task: this.#task++ } as const;
    this.#open(new Transfer(this, ref, offer, items, true));
  }
  #open(transfer: Transfer): void {
    this.#transfers.set(transfer.key, transfer);
    transfer.begin();
    this.#sweep();
  }

  #offered(message: Message & { type: "offer" }): void {
    const { ref } = message;
    const theirs = [...this.#transfers.values()].filter((one) => !one.begunHere).length;
    if (ref.side !== (this.controlling ? 2 : 1) || this.#transfers.has(refKey(ref))) this.put({ type: "cancel", trouble: trouble.protocol, ref });
    else if (theirs >= transfersMost) this.put({ type: "answer", trouble: trouble.busy, ref });
    else this.#open(new Transfer(this, ref, message, undefined, false));
  }

  #sweep(): void {
    for (const [key, transfer] of this.#transfers) if (transfer.ended) this.#transfers.delete(key);
  }

  // For the transfers.

  permitted(permission: string): boolean {
    return this.host.permitted(permission);
  }
  rules(): Rules {
    return rulesOf((key) => this.host.settings.get(key));
  }
  put(message: Message): number {
    return this.#outbox.put(message);
  }
  get blocked(): boolean {
    return this.#outbox.blocked;
  }
  async allow(of: Transfer): Promise<boolean> {
    const { may, no, yes } = this.#texts;
    return (await this.#ask(may(this.#peer, of.offer.paths), [no, yes])) === 1;
  }
  desk(): Desk {
    const { no, yes, yesToAll, exists, mayFile, conflict } = this.#texts;
    const answers = ["skip", "replace", "keep-both"] as const;
    return {
      conflict: async (path) => answers[await this.#ask(exists(path), answers.map(conflict))] ?? "skip",
      file: async (path, size) => (["no", "yes", "all"] as const)[await this.#ask(mayFile(this.#peer, path, size), [no, yes, yesToAll])] ?? "no",
    };
  }
  record(act: "file-sent" | "file-received", facts: { readonly [name: string]: string | number }): void {
    this.host.audit.record(act, facts);
  }
  touched(of: Transfer): void {
    this.#view?.draw(of);
    if (!of.begunHere) return;
    const { done, total } = of.counts;
    const { rate } = of.progress;
    const secondsLeft = of.progress.secondsLeft(done, total);
    this.host.task.report({
      task: of.ref.task,
      state: taskState(of),
      done,
      total,
      rate: rate === undefined ? undefined : Math.round(rate),
      secondsLeft,
      title: this.#texts.list(of.names),
      detail: this.#texts.state(of),
    });
  }

  /** The index of the choice; 0, which allows the least, when nobody can be asked. */
  #ask(text: string, choices: readonly string[]): Promise<number> {
    return new Promise((done) => {
      const question = this.#question++;
      this.#questions.set(question, done);
      if (this.host.consent.ask(question, text, choices) !== "ok") this.answered(question, 0);
    });
  }
}

function taskState(of: Transfer): TaskState {
  if (!of.ended) return of.paused ? "paused" : "running";
  if (of.why === trouble.cancelled) return "cancelled";
  return of.why === trouble.none && of.outcome.failed === 0 ? "done" : "failed";
}

const create: CreatePlugin = (host) => new FileTransfer(host);
export default create;
