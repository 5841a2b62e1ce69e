// The chat's web half, on either side: joins the conversation to the page and to what the host offers.

import { fromText, printable, toText, type Bytes, type CreatePlugin, type Host, type Plugin } from "@cordee/sdk/plugin";
import { handOver } from "../../web-kit/hand_over.js";
import { Conversation, newState, type Around, type Said, type State } from "./conversation.js";
import { decodeSaid, decodeState, encodeSaid, encodeState, keyOf, stateKey } from "./history.js";
import { isSound, maxFiles, maxName, maxPicture, pictureType, type Content } from "./messages.js";
import { addNote, contentOf, notesKey, parseAnswers } from "./speech.js";
import { textsIn, type Texts } from "./texts.js";
import { View, type Wishes } from "./view.js";

const talk = 0; // the place of the channel in manifest.json
const notArrived = 1;
const typingEnds = 2;
const peerTypingEnds = 3;
const patience = 10_000;

class Chat implements Plugin, Around, Wishes {
  readonly #texts: Texts;
  readonly #peer: string;
  #view: View | undefined;
  #conversation: Conversation | undefined;
  /** What came before the history was loaded. */
  readonly #early: Bytes[] = [];
  #trouble = "";
  #notes = "";
  #over = false;
  /** One write after the other: a later state must not be overtaken by an earlier one. */
  #writes: Promise<unknown> = Promise.resolve();

  constructor(private readonly host: Host) {
    this.#texts = textsIn(host.language);
    this.#peer = printable(host.peerName, 64);
  }

  activate(): void {
    const { host } = this;
    if (host.place) {
      const answers = parseAnswers(host.settings.get("answers") ?? "");
      const setup = { texts: this.#texts, peer: this.#peer, language: host.language, answers, notes: host.side === "controlling" };
      this.#view = new View(host.place, setup, this);
    }
    void this.#load();
  }
  deactivate(): void {
    this.#over = true;
    this.#view?.close();
  }

  received(_channel: number, message: Bytes): void {
    if (!this.#conversation) this.#early.push(message.slice());
    else if (!this.#over && !this.#conversation.received(message)) this.#breakOff();
  }
  writable(): void {
    this.#conversation?.goOn();
  }
  peerRestarted(): void {
    this.#early.length = 0;
    this.#conversation?.begin();
  }
  expired(timer: number): void {
    if (timer === typingEnds) this.#conversation?.typing(false);
    else if (timer === peerTypingEnds && this.#conversation) this.#conversation.peerTypes = false;
    else if (timer === notArrived && this.#waits()) this.#trouble = this.#texts.notArrived;
    this.changed();
  }
  dropped(names: readonly string[]): void {
    const content: Content = { kind: "files", names: names.slice(0, maxFiles).map((name) => cut(name)) };
    if (isSound(content)) this.#say(content);
  }

  // What the conversation needs.

  send(message: Bytes): boolean {
    return this.host.channel.send(talk, message) !== "again";
  }
  sees(): boolean {
    return this.#view?.visible === true;
  }
  keep(said: Said): void {
    this.#write(() => this.host.storage.write("session", keyOf(said), encodeSaid(said)));
  }
  forget(said: Said): void {
    this.#write(() => this.host.storage.remove("session", keyOf(said)));
  }
  keepState(state: State): void {
    const bytes = encodeState(state);
    this.#write(() => this.host.storage.write("session", stateKey, bytes));
  }
  changed(): void {
    const conversation = this.#conversation;
    if (!conversation || !this.#view) return;
    this.#view.draw(conversation.said, (own) => conversation.mark(own));
    if (!this.#waits()) this.#trouble = this.#trouble === this.#texts.notArrived ? "" : this.#trouble;
    if (conversation.peerTypes) this.host.timer.start(peerTypingEnds, patience);
    this.#view.status(this.#trouble || (conversation.peerTypes ? this.#texts.typing(this.#peer) : ""));
  }

  // What the person wants.

  say(text: string): boolean {
    const content = contentOf(text);
    this.#trouble = content ? "" : this.#texts.tooLong;
    if (content) this.#say(content);
    else this.changed();
    return content !== undefined;
  }
  answer({ content }: { readonly content: Content }): void {
    this.#say(content);
  }
  async picture(file: File): Promise<void> {
    const bytes = file.size <= maxPicture ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array(0);
    const content: Content = { kind: "picture", type: pictureType(bytes), name: cut(file.name || "picture"), bytes };
    const fine = content.type > 0 && isSound(content);
    this.#trouble = fine ? "" : this.#texts.noPicture;
    if (fine) this.#say(content);
    else this.changed();
  }
  files(files: readonly File[]): void {
    const taken = this.host.place !== undefined && handOver(this.host.place, files);
    this.#trouble = taken ? "" : this.#texts.noFiles;
    if (taken) this.dropped(files.map((file) => file.name));
    else this.changed();
  }
  typing(): void {
    this.host.timer.start(typingEnds, 5000);
    this.#conversation?.typing(true);
  }
  looked(): void {
    this.#conversation?.goOn();
  }
  note(text: string): void {
    const bytes = addNote(this.#notes, new Date(), this.#peer, text);
    void this.host.storage.write("kept", notesKey, bytes).then((status) => {
      if (status === "ok") this.#notes = toText(bytes) ?? "";
      this.#trouble = status === "ok" ? "" : this.#texts.notKept;
      this.#view?.showNotes(this.#notes);
      this.changed();
    });
  }

  #say(content: Content): void {
    this.#conversation?.say(content, Date.now());
    this.host.timer.start(notArrived, patience);
  }
  #waits(): boolean {
    const conversation = this.#conversation;
    return conversation?.said.some((one) => one.own && conversation.mark(one) === "waiting") === true;
  }
  #write(work: () => Promise<unknown>): void {
    this.#writes = this.#writes.then(work, work);
  }

  async #load(): Promise<void> {
    const { storage } = this.host;
    const kept = await storage.read("session", stateKey).catch(() => undefined);
    const said: Said[] = [];
    for (const key of await storage.list("session").catch(() => [])) {
      const bytes = key === stateKey ? undefined : await storage.read("session", key).catch(() => undefined);
      const one = bytes && decodeSaid(bytes);
      if (one) said.push(one);
    }
    said.sort((a, b) => a.place - b.place);
    const notes = await storage.read("kept", notesKey).catch(() => undefined);
    if (this.#over) return;
    this.#notes = (notes && toText(notes)) ?? "";
    this.#view?.showNotes(this.#notes);
    this.#conversation = new Conversation(this, (kept && decodeState(kept)) ?? newState(randomHistory()), said);
    this.#conversation.begin();
    for (const message of this.#early.splice(0)) this.received(talk, message);
  }

  #breakOff(): void {
    this.#over = true;
    this.host.log.write("error", this.#texts.broken);
    this.host.finish();
  }
}

function randomHistory(): bigint {
  const [out = 0n] = crypto.getRandomValues(new BigUint64Array(1));
  return out === 0n ? 1n : out;
}

/** As much of a name as a message takes, between two letters. */
function cut(name: string): string {
  let out = name === "" ? "?" : name;
  while (fromText(out).length > maxName) out = [...out].slice(0, -1).join("");
  return out;
}

const create: CreatePlugin = (host) => new Chat(host);
export default create;
