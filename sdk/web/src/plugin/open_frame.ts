// The page's end of a half by somebody else: it runs in a frame with an origin of its own, which reaches nothing
// but what goes over one message port. What comes from there is hostile until it is checked.

import { maxMessage } from "../session/inbox.js";
import { maxModuleChannels, type Module, type ModulePort, type ModuleRequest } from "../session/module.js";
import { RemoteProvider } from "../worker/worker_modules.js";
import { Rpc, type Handlers, type Port } from "../worker/rpc.js";
import type { Services } from "./services.js";

/** The greeting that the frame answers to; the port travels with it. */
export const frameGreeting = "cordee.frame.1";
const maxText = 8192;
const name = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

export interface FrameOptions {
  /** Of the page inside: it loads the half and calls serveFrame(). */
  readonly url: string;
  /** Where the frame is put. */
  readonly place: HTMLElement;
  readonly services: Services;
  /** For assistive technology: what this is. */
  readonly title: string;
}

/** The module that runs in the frame; the frame goes with it. */
export async function openFrame(options: FrameOptions, request: ModuleRequest, port: ModulePort): Promise<Module> {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts"); // and no allow-same-origin: its origin is opaque
  frame.setAttribute("referrerpolicy", "no-referrer");
  frame.title = options.title;
  const loaded = new Promise<void>((resolve) => frame.addEventListener("load", () => resolve(), { once: true }));
  frame.src = options.url;
  options.place.append(frame);
  await loaded;
  const { port1, port2 } = new MessageChannel();
  // An opaque origin has no name; nothing but the port is in this message.
  frame.contentWindow?.postMessage(frameGreeting, "*", [port2]);
  try {
    return await connectFrame(port1 as unknown as Port, options.services, request, port, () => frame.remove());
  } catch (error) {
    frame.remove();
    throw error;
  }
}

/** The same over any port. */
export async function connectFrame(
  to: Port,
  services: Services,
  request: ModuleRequest,
  port: ModulePort,
  gone: () => void,
): Promise<Module> {
  const provider = new RemoteProvider(() => rpc);
  const rpc: Rpc = new Rpc(to, { ...checked(provider.handlers), ...serve(services, port) });
  const { language, settings } = services;
  await rpc.call("services", [{ language, settings, shows: services.show !== undefined }]);
  const module = await provider.start(request, port);
  return {
    received: (channel, message) => module.received(channel, message),
    writable: () => module.writable(),
    rateChanged: (rate) => module.rateChanged(rate),
    peerRestarted: () => module.peerRestarted(),
    permissionsChanged: (permissions) => module.permissionsChanged(permissions),
    stop: async () => {
      await Promise.race([module.stop(), new Promise((resolve) => setTimeout(resolve, 2000))]);
      gone();
    },
  };
}

const isCount = (value: unknown): boolean => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const isText = (value: unknown, most = maxText): value is string => typeof value === "string" && value.length <= most;
const isLife = (value: unknown): boolean => {
  const life = value as { own?: unknown; peer?: unknown } | null;
  return typeof life === "object" && life !== null && isCount(life.own) && isCount(life.peer);
};
const isChannel = (value: unknown): boolean => isCount(value) && Number(value) < maxModuleChannels;
const isBytes = (value: unknown, most: number): value is Uint8Array<ArrayBuffer> =>
  value instanceof Uint8Array && value.buffer instanceof ArrayBuffer && value.length <= most;

/** What each call of a module has to look like; anything else is dropped. */
const shapes: { readonly [what: string]: (args: readonly unknown[]) => boolean } = {
  send: ([number, life, channel, message]) => isCount(number) && isLife(life) && isChannel(channel) && isBytes(message, maxMessage),
  taken: ([number, life, channel, size]) => isCount(number) && isLife(life) && isChannel(channel) && isCount(size),
  restarted: ([number]) => isCount(number),
  finished: ([number]) => isCount(number),
  failed: ([number, why]) => isCount(number) && isText(why, 200),
};

function checked(handlers: Handlers): Handlers {
  const wrap = ([what, handler]: [string, Handlers[string]]): [string, Handlers[string]] => [
    what,
    (args: never, signal) => (Array.isArray(args) && shapes[what]?.(args as readonly unknown[]) === true ? handler?.(args, signal) : undefined),
  ];
  return Object.fromEntries(Object.entries(handlers).map(wrap)) as Handlers;
}

/** The services, for a stranger. */
function serve(services: Services, port: ModulePort): Handlers {
  const { storage } = services;
  const isScope = (value: unknown): value is "session" | "kept" => value === "session" || value === "kept";
  const isKey = (value: unknown): value is string => isText(value, 64) && name.test(value);
  const bad = (): never => {
    port.failed("the module does not keep to its interface");
    throw new Error("bad arguments");
  };
  return {
    log: ([level, text]: readonly unknown[]) =>
      isText(text) && (level === "debug" || level === "info" || level === "warning" || level === "error") ? services.log(level, text) : bad(),
    read: ([scope, key]: readonly unknown[]) => (isScope(scope) && isKey(key) ? storage.read(scope, key) : bad()),
    write: ([scope, key, value]: readonly unknown[]) =>
      isScope(scope) && isKey(key) && isBytes(value, 1024 * 1024) ? storage.write(scope, key, value) : bad(),
    remove: ([scope, key]: readonly unknown[]) => (isScope(scope) && isKey(key) ? storage.remove(scope, key) : bad()),
    list: ([scope]: readonly unknown[]) => (isScope(scope) ? storage.list(scope) : bad()),
    ask: ([text, choices]: readonly unknown[], signal) =>
      isText(text) && Array.isArray(choices) && choices.length <= 4 && choices.every((one) => isText(one))
        ? services.ask(text, choices as string[], signal)
        : bad(),
    reported: ([report]: readonly unknown[]) => services.reported(readReport(report) ?? bad()),
    record: ([act, facts]: readonly unknown[]) => {
      const values = readFacts(facts);
      return isKey(act) && values ? services.record(act, values) : bad();
    },
    show: ([text]: readonly unknown[]) => (isText(text) ? services.show?.(text) : bad()),
  };
}

function readReport(value: unknown): Parameters<Services["reported"]>[0] | undefined {
  const report = value as Record<string, unknown> | null;
  if (typeof report !== "object" || report === null) return undefined;
  const { task, state, done, title, detail } = report;
  const states = ["running", "paused", "done", "failed", "cancelled"] as const;
  const known = states.find((one) => one === state);
  if (!isCount(task) || !known || !isCount(done) || !isText(title, 4096) || !isText(detail, 4096)) return undefined;
  const count = (key: string): number | undefined => (isCount(report[key]) ? Number(report[key]) : undefined);
  const more = { total: count("total"), rate: count("rate"), secondsLeft: count("secondsLeft") };
  return { task: Number(task), state: known, done: Number(done), title, detail, ...more };
}

function readFacts(value: unknown): { readonly [key: string]: string | number | boolean } | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value);
  const flat = entries.every(([, one]) => typeof one === "number" || typeof one === "boolean" || isText(one, 4096));
  return flat && entries.length <= 64 ? Object.fromEntries(entries) : undefined;
}
