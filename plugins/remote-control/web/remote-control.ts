// The operator's half of remote control in a page: messages in, screen out; keys and pointer the other way.

import { printable, type Bytes, type CreatePlugin, type Host, type Plugin } from "@cordee/sdk/plugin";
import { amount } from "../../web-kit/language.js";
import { Keyboard } from "./keyboard.js";
import { Outbox } from "./outbox.js";
import type { Told } from "./painter.js";
import { Pointer } from "./pointer.js";
import * as protocol from "./protocol.js";
import type { ControlMessage, Mode, PointerMessage } from "./protocol.js";
import { Screen } from "./screen.js";
import { textsIn, type Texts } from "./texts.js";
import { View } from "./view.js";

const beat = 1;
const period = 1000;
/** A question about the mode tells the round trip; so often. */
const beatsPerTrip = 3;

class Controlling implements Plugin {
  readonly #texts: Texts;
  readonly #outbox: Outbox;
  readonly #keyboard: Keyboard;
  readonly #pointer: Pointer;
  #view: View | undefined;
  #screen: Screen | undefined;
  #broken = false;
  /** What the person wants; what holds is the other side's to say. */
  #wanted: Mode = "view";
  #asked: number | undefined;
  #trip: number | undefined;
  #beats = 0;
  #count = { bytes: 0, pictures: 0, since: performance.now() };

  constructor(private readonly host: Host) {
    this.#texts = textsIn(host.language);
    this.#outbox = new Outbox((channel, message) => host.channel.send(channel, message));
    this.#keyboard = new Keyboard({
      key: (keysym, down) => this.#outbox.input(protocol.key(keysym, down)),
      text: (text) => protocol.texts(text).forEach((message) => this.#outbox.input(message)),
    });
    const outbox = this.#outbox;
    this.#pointer = new Pointer({
      move: (at) => outbox.input(protocol.pointerMove(at)),
      button: (number, down) => outbox.input(protocol.button(number, down)),
      wheel: (x, y) => outbox.input(protocol.wheel(x, y)),
      get blocked() {
        return outbox.blocked;
      },
    });
  }

  activate(): void {
    const { host } = this;
    if (host.side === "controlled") return this.#fail(this.#texts.notHere);
    if (!host.place) return this.#fail(this.#texts.noPlace);
    this.#view = new View(host.place, this.#texts, printable(host.peerName, 64), this.#keyboard, this.#pointer, {
      mode: (mode) => this.#ask(mode),
      keys: (keysyms) => this.#tap(keysyms),
      releaseAll: () => this.#outbox.input(protocol.releaseAll()),
    });
    this.#view.notice(this.#texts.waiting);
    try {
      this.#screen = new Screen(this.#view.canvas, (told) => this.#told(told));
    } catch {
      return this.#fail(this.#texts.noCanvas);
    }
    this.#wanted = host.permitted("input") ? "control" : "view";
    this.#greet();
    host.timer.start(beat, period);
  }
  deactivate(): void {
    this.#broken = true;
    this.#screen?.close();
    this.#view?.close();
  }

  received(channel: number, message: Bytes): void {
    if (this.#broken) return;
    this.#count.bytes += message.length;
    if (channel === protocol.channels.screen && protocol.isUpdate(message)) this.#screen?.apply(message);
    else if (channel === protocol.channels.screen) this.#take(protocol.decodePointer(message), (one) => this.#onPointer(one));
    else if (channel === protocol.channels.control) this.#take(protocol.decodeControl(message), (one) => this.#onControl(one));
    else this.#breakOff();
  }
  writable(): void {
    if (this.#outbox.writable()) {
      this.#keyboard.forget();
      this.#pointer.forget();
    }
    this.#pointer.tick();
  }
  peerRestarted(): void {
    this.#outbox.clear();
    this.#keyboard.forget();
    this.#pointer.forget();
    this.#asked = undefined;
    this.#view?.cursor.forget();
    this.#view?.setOld(true);
    this.#view?.notice(this.#texts.renewing);
    this.#greet();
  }
  permissionsChanged(): void {
    // The other side says which mode holds now.
    if (!this.host.permitted("input")) this.#view?.setMode("view", false);
    else this.#ask(this.#wanted);
  }
  expired(): void {
    const { bytes, pictures, since } = this.#count;
    const now = performance.now();
    const seconds = Math.max(now - since, 1) / 1000;
    this.#view?.figures(this.#texts.figures(pictures / seconds, amount(bytes / seconds, this.host.language), this.#trip));
    this.#count = { bytes: 0, pictures: 0, since: now };
    if (this.#beats++ % beatsPerTrip === 0 && this.#asked === undefined && !this.#outbox.blocked) this.#ask(this.#wanted);
    this.host.timer.start(beat, period);
  }

  #greet(): void {
    this.#outbox.control(protocol.hello(this.#wanted));
  }
  #ask(mode: Mode): void {
    this.#wanted = mode;
    this.#asked = performance.now();
    this.#outbox.control(protocol.setMode(mode));
  }
  #tap(keysyms: readonly number[]): void {
    for (const keysym of keysyms) this.#outbox.input(protocol.key(keysym, true));
    for (const keysym of [...keysyms].reverse()) this.#outbox.input(protocol.key(keysym, false));
  }

  #told(told: Told): void {
    if (this.#broken) return;
    if (told === "broken") return this.#breakOff();
    this.#outbox.control(protocol.acknowledge(told.applied));
    this.#view?.resize(told.size);
    if (told.more) return;
    this.#count.pictures++;
    this.#view?.setOld(false);
    if (!this.#lasting) this.#view?.notice("");
  }
  /** A notice that a new picture does not take away. */
  #lasting = false;

  #take<Message>(decoded: Message | "unknown" | "broken", on: (message: Message) => void): void {
    if (decoded === "broken") this.#breakOff();
    else if (decoded !== "unknown") on(decoded);
  }

  #onPointer(message: PointerMessage): void {
    if (message.type === "position") return this.#view?.placePointer(message.at);
    if (message.type === "shape") this.#view?.cursor.define(message.shape);
    else this.#view?.cursor.use(message.number);
    this.#view?.pointerChanged();
  }

  #onControl(message: ControlMessage): void {
    const { host } = this;
    switch (message.type) {
      case "hello":
      case "mode":
        if (message.type === "mode" && this.#asked !== undefined) {
          this.#trip = performance.now() - this.#asked;
          this.#asked = undefined;
        }
        if (message.mode === "control") this.#setLasting("");
        this.#view?.setMode(message.mode, host.permitted("input"));
        break;
      case "layout":
        this.#view?.resize(message.size);
        this.#view?.setMonitors(message.monitors);
        break;
      case "notice":
        if (message.kind === 2) this.#view?.setOld(true);
        this.#setLasting(message.kind === 2 ? this.#texts.screenless : message.kind === 1 ? this.#texts.refused : message.text);
        if (message.text !== "") host.log.write("info", printable(message.text, 500));
        break;
      case "end":
        if (message.text !== "") host.log.write("info", printable(message.text, 500));
        host.finish();
        break;
      case "other":
        break;
    }
  }
  #setLasting(text: string): void {
    if (text === "" && !this.#lasting) return;
    this.#lasting = text !== "";
    this.#view?.notice(text);
  }

  /** The other half breaks the protocol: nothing it says makes sense from here on. */
  #breakOff(): void {
    if (!this.#broken) this.#fail(this.#texts.broken);
  }
  #fail(why: string): void {
    this.#broken = true;
    this.host.log.write("error", why);
    this.host.finish();
  }
}

const create: CreatePlugin = (host) => new Controlling(host);
export default create;
