// The modules of one session in a page: found at the broker, mounted into panels, gone with their panel.

import type { Module, ModuleInfo, ModulePort, ModuleProvider, ModuleRequest } from "@cordee/sdk";
import type { Services } from "@cordee/sdk/plugin";
import type { SessionView } from "../session/session_view";
import { infoOf, mountModule, type WebHalf } from "./mount_module";
import { pageStorage } from "./page_storage";

type Core = typeof import("../session/core");

export class PageModules implements ModuleProvider {
  readonly #found = new Map<string, WebHalf>();
  #last = 0;

  constructor(
    private readonly core: Core,
    private readonly view: SessionView,
    private readonly given: Pick<Services, "language" | "settings">,
    private readonly describe: (id: string, version?: string) => Promise<WebHalf>,
  ) {}

  async prepare(request: ModuleRequest): Promise<ModuleInfo> {
    const half = await this.#describe(request);
    this.#found.set(request.id, half);
    return infoOf(this.core, half);
  }

  async start(request: ModuleRequest, port: ModulePort): Promise<Module> {
    const half = this.#found.get(request.id) ?? (await this.#describe(request));
    const place = document.createElement("section");
    place.className = "half";
    const panel = { number: ++this.#last, module: request.id, place };
    const others = this.view.panels;
    others.value = [...others.value, panel];
    const remove = (): void => void (others.value = others.value.filter((one) => one !== panel));
    try {
      const module = await mountModule({ core: this.core, half, request, port, place, services: this.#services(half) });
      return {
        received: (channel, message) => module.received(channel, message),
        writable: () => module.writable(),
        rateChanged: (rate) => module.rateChanged(rate),
        peerRestarted: () => module.peerRestarted(),
        permissionsChanged: (permissions) => module.permissionsChanged(permissions),
        stop: async () => {
          try {
            await module.stop();
          } finally {
            remove();
          }
        },
      };
    } catch (error) {
      remove();
      throw error;
    }
  }

  /** The version that the other side runs, when it said one; else the newest. */
  async #describe(request: ModuleRequest): Promise<WebHalf> {
    const { core } = this;
    const exact = core.versionText(request.minimum);
    const half = await this.describe(request.id, exact).catch(() => this.describe(request.id));
    if (half.id !== request.id) throw new core.Failure("malformed", "module");
    return half;
  }

  #services({ id: module, version, publisher }: WebHalf): Services {
    return {
      ...this.given,
      storage: pageStorage(module),
      log: (level, text) => (level === "error" || level === "warning" ? console.warn(`${module}: ${text}`) : undefined),
      reported: (report) => this.view.report(module, report),
      ask: async (text, choices, gone) => (await this.view.ask({ kind: "choice", module, text, choices }, gone)) as number,
      record: (act, facts) => this.view.told.tell(act, { module, version, publisher: publisher.slice(0, 80), facts }),
    };
  }
}
