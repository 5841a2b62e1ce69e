// Inside the frame of a half by somebody else: waits for the page's port and runs the half over it.

import type { Bytes } from "../base/bytes.js";
import type { Module, ModuleInfo, ModulePort, ModuleProvider, ModuleRequest } from "../session/module.js";
import { PageModules } from "../worker/page_modules.js";
import { Rpc, type Port } from "../worker/rpc.js";
import { Failure } from "../base/error.js";
import { frameGreeting } from "./open_frame.js";
import type { CreatePlugin } from "./plugin.js";
import { runPlugin } from "./run_plugin.js";
import { plainServices, type Services } from "./services.js";

export type * from "./plugin.js";

/** Once, when the frame's script runs. */
export function serveFrame(create: CreatePlugin, place: HTMLElement = document.body): void {
  const take = (event: MessageEvent): void => {
    const [port] = event.ports;
    if (event.source !== window.parent || event.data !== frameGreeting || !port) return;
    removeEventListener("message", take);
    servePlugin(port as unknown as Port, create, place);
  };
  addEventListener("message", take);
}

interface Given {
  readonly language: string;
  readonly settings: ReadonlyMap<string, string>;
  readonly shows: boolean;
}

/** The same over any port. */
export function servePlugin(port: Port, create: CreatePlugin, place?: HTMLElement): void {
  let given: Given = { language: "en", settings: new Map(), shows: false };
  const provider: ModuleProvider = {
    prepare: (): Promise<ModuleInfo> => Promise.reject(new Failure("unsupported", "frame")),
    start: async (request: ModuleRequest, half: ModulePort): Promise<Module> =>
      runPlugin(create, request, half, { services: remoteServices(rpc, given), place }),
  };
  const modules = new PageModules(provider, () => rpc);
  const rpc: Rpc = new Rpc(port, {
    ...modules.handlers,
    services: ([now]: readonly [Given]) => void (given = now),
  });
}

function remoteServices(rpc: Rpc, given: Given): Services {
  return {
    ...plainServices,
    language: given.language,
    settings: given.settings,
    storage: {
      read: (scope, key) => rpc.call<Bytes | undefined>("read", [scope, key]),
      write: (scope, key, value) => rpc.call("write", [scope, key, value]),
      remove: (scope, key) => rpc.call("remove", [scope, key]),
      list: (scope) => rpc.call("list", [scope]),
    },
    log: (level, text) => rpc.tell("log", [level, text]),
    reported: (report) => rpc.tell("reported", [report]),
    ask: (text, choices, signal) => rpc.call("ask", [text, choices], signal),
    record: (act, facts) => rpc.tell("record", [act, facts]),
    show: given.shows ? (text) => rpc.tell("show", [text]) : undefined,
  };
}
