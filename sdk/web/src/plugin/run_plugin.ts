// Runs a plugin's web half as a module of a session, with the limits of the C headers.

import { fromText, type Bytes } from "../base/bytes.js";
import { systemClock, type Clock } from "../base/clock.js";
import { maxMessage } from "../session/inbox.js";
import { maxModuleChannels, type Module, type ModulePort, type ModuleRequest } from "../session/module.js";
import type { CreatePlugin, Host, Plugin, Status, StorageScope, TaskReport, TaskWish } from "./plugin.js";
import type { Services } from "./services.js";

/** ext/timer.h, ext/consent.h, ext/storage.h, ext/lines.h, ext/task.h, ext/audit.h */
const mostTimers = 64;
const mostQuestions = 16;
const mostChoices = 4;
const maxText = 4096;
const maxLine = 8192;
const maxValue = 1024 * 1024;
const name = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

export interface PluginOptions {
  readonly services: Services;
  readonly place?: HTMLElement | undefined;
  readonly clock?: Clock | undefined;
}

/** The module, and what the page says to it beside the session. */
export interface RunningPlugin extends Module {
  begin(task: number, wish: string): void;
  act(task: number, wish: TaskWish): void;
  typed(text: string): void;
  dropped(names: readonly string[]): void;
  settingsChanged(): void;
}

export function runPlugin(
  create: CreatePlugin,
  request: ModuleRequest,
  port: ModulePort,
  options: PluginOptions,
): RunningPlugin {
  return new PluginRun(create, request, port, options);
}

class PluginRun implements RunningPlugin {
  #active = false;
  #permissions: readonly string[];
  readonly #timers = new Map<number, () => void>();
  readonly #questions = new Map<number, AbortController>();
  readonly #clock: Clock;
  readonly #plugin: Plugin;

  constructor(
    create: CreatePlugin,
    private readonly request: ModuleRequest,
    private readonly port: ModulePort,
    private readonly options: PluginOptions,
  ) {
    this.#permissions = request.permissions;
    this.#clock = options.clock ?? systemClock;
    this.#plugin = create(this.#host());
    this.#active = true;
    this.#call((plugin) => plugin.activate?.());
  }

  // Module: what the session says.

  received(channel: number, message: Bytes): boolean {
    this.#call((plugin) => plugin.received(channel, message));
    return true;
  }
  writable(): void {
    this.#call((plugin) => plugin.writable?.());
  }
  rateChanged(bytesPerSecond: number): void {
    this.#call((plugin) => plugin.rateChanged?.(bytesPerSecond));
  }
  peerRestarted(): void {
    this.#call((plugin) => plugin.peerRestarted?.());
  }
  permissionsChanged(permissions: readonly string[]): void {
    this.#permissions = permissions;
    this.#call((plugin) => plugin.permissionsChanged?.());
  }
  async stop(): Promise<void> {
    if (!this.#active) return;
    this.#active = false;
    for (const takeBack of this.#timers.values()) takeBack();
    for (const question of this.#questions.values()) question.abort();
    await this.#plugin.deactivate?.();
  }

  // What the page says.

  begin(task: number, wish: string): void {
    this.#call((plugin) => plugin.begin?.(task, wish));
  }
  act(task: number, wish: TaskWish): void {
    this.#call((plugin) => plugin.act?.(task, wish));
  }
  typed(text: string): void {
    this.#call((plugin) => plugin.typed?.(text));
  }
  dropped(names: readonly string[]): void {
    this.#call((plugin) => plugin.dropped?.(names));
  }
  settingsChanged(): void {
    this.#call((plugin) => plugin.settingsChanged?.());
  }

  /** A half that throws costs its module, and nothing else. */
  #call(work: (plugin: Plugin) => void): void {
    if (!this.#active) return;
    try {
      work(this.#plugin);
    } catch (error) {
      this.options.services.log("error", String(error));
      // Not from inside a call of the session.
      this.#clock.after(0, () => this.port.failed("the module failed"));
    }
  }

  #host(): Host {
    const { services, place } = this.options;
    const { show } = services;
    return {
      side: this.request.side,
      peerName: this.request.peerName,
      language: services.language,
      permitted: (permission) => this.#permissions.includes(permission),
      finish: () => this.port.finished(),
      channel: { send: (channel, message) => this.#send(channel, message) },
      log: { write: (level, text) => services.log(level, text.slice(0, 1000)) },
      settings: { get: (key) => services.settings.get(key) },
      storage: {
        read: async (scope, key) => (name.test(key) ? services.storage.read(scope, key) : undefined),
        write: (scope, key, value) => this.#store(key, value.length, () => services.storage.write(scope, key, value)),
        remove: (scope: StorageScope, key: string) => this.#store(key, 0, () => services.storage.remove(scope, key)),
        list: (scope) => services.storage.list(scope),
      },
      timer: { start: (timer, after) => this.#startTimer(timer, after), stop: (timer) => this.#stopTimer(timer) },
      task: { report: (report) => this.#report(report) },
      consent: {
        ask: (question, text, choices) => this.#ask(question, text, choices),
        withdraw: (question) => this.#questions.get(question)?.abort(),
      },
      audit: { record: (act, facts) => this.#record(act, facts) },
      lines: show && { show: (text) => (size(text) > maxLine ? "too_large" : this.#whenActive(() => show(text))) },
      place,
    };
  }

  #whenActive(work: () => void): Status {
    if (!this.#active) return "closed";
    work();
    return "ok";
  }

  #send(channel: number, message: Bytes): Status {
    if (!this.#active) return "closed";
    if (!Number.isInteger(channel) || channel < 0 || channel >= maxModuleChannels) return "invalid";
    if (message.length > maxMessage) return "too_large";
    return this.port.send(channel, message) ? "ok" : "again";
  }

  async #store(key: string, bytes: number, work: () => Promise<void>): Promise<Status> {
    if (!name.test(key)) return "invalid";
    if (bytes > maxValue) return "too_large";
    return work().then(
      () => "ok",
      () => "failed",
    );
  }

  #startTimer(timer: number, milliseconds: number): Status {
    if (!this.#active) return "closed";
    this.#stopTimer(timer);
    if (this.#timers.size >= mostTimers) return "too_large";
    const takeBack = this.#clock.after(milliseconds, () => {
      this.#timers.delete(timer);
      this.#call((plugin) => plugin.expired?.(timer));
    });
    this.#timers.set(timer, takeBack);
    return "ok";
  }
  #stopTimer(timer: number): void {
    this.#timers.get(timer)?.();
    this.#timers.delete(timer);
  }

  #report(report: TaskReport): Status {
    if (size(report.title) > maxText || size(report.detail) > maxText) return "too_large";
    return this.#whenActive(() => this.options.services.reported(report));
  }

  #ask(question: number, text: string, choices: readonly string[]): Status {
    if (!this.#active) return "closed";
    const texts = [text, ...choices];
    if (this.#questions.has(question) || choices.length < 2 || choices.length > mostChoices) return "invalid";
    if (texts.some((one) => one === "" || size(one) > maxText)) return "invalid";
    if (this.#questions.size >= mostQuestions) return "again";
    const stop = new AbortController();
    this.#questions.set(question, stop);
    void this.options.services
      .ask(text, choices, stop.signal)
      .catch(() => 0) // nobody answered: what allows the least
      .then((choice) => {
        this.#questions.delete(question);
        if (!stop.signal.aborted) this.#call((plugin) => plugin.answered?.(question, choices[choice] === undefined ? 0 : choice));
      });
    return "ok";
  }

  #record(act: string, facts: { readonly [key: string]: string | number | boolean }): Status {
    if (!name.test(act)) return "invalid";
    if (size(JSON.stringify(facts)) > maxText) return "too_large";
    return this.#whenActive(() => this.options.services.record(act, facts));
  }
}

/** In bytes. */
function size(text: string): number {
  return fromText(text).length;
}
