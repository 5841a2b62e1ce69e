// A page that mounts one half of one module as the console would: from the broker, in a session, under a strict
// policy. What people do with it, the test does through the half's own elements.

import { makeX25519KeyPair, openInWorker, parseJson, parseVersion, readMeeting, readRelays, fromHex, toHex } from "@cordee/sdk";
import type { LiveSession, ModuleInfo, ModuleProvider, ModuleRequest, ModulePort, X25519KeyPair } from "@cordee/sdk";
import { MemoryStorage, plainServices, runPlugin, type CreatePlugin, type TaskReport } from "@cordee/sdk/plugin";
import workerUrl from "../../../../sdk/web/src/worker/worker.ts?worker&url";

declare global {
  interface Window {
    test: typeof test;
    fetchTickets(): Promise<string>;
  }
}

export interface Wish {
  readonly self: "operator" | "agent";
  readonly meeting: string;
  readonly trust: readonly (readonly [string, string])[];
  readonly secret: string;
  readonly language: string;
  readonly settings: readonly (readonly [string, string])[];
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

function startWorker(): Worker {
  const { trustedTypes } = window as unknown as { trustedTypes: TrustedTypes };
  const policy = trustedTypes.createPolicy("worker", { createScriptURL: (url) => url });
  return new Worker(policy.createScriptURL(workerUrl), { type: "module" });
}

const hex = (text: string): Uint8Array<ArrayBuffer> => fromHex(text) ?? new Uint8Array(0);
const storage = new MemoryStorage();
let key: X25519KeyPair | undefined;
let live: LiveSession | undefined;
const seen = {
  events: [] as string[],
  log: [] as string[],
  asked: [] as string[],
  acts: [] as { act: string; facts: object }[],
  tasks: new Map<number, TaskReport>(),
  allowed: [] as string[],
};

/** Where the halves come from: this origin stands before the broker. */
class Modules implements ModuleProvider {
  readonly #found = new Map<string, { info: ModuleInfo; entry: string }>();
  constructor(private readonly wish: Wish) {}

  async prepare(request: ModuleRequest): Promise<ModuleInfo> {
    const answer = (await (await fetch(`/api/v1/modules/${request.id}/web`)).json()) as {
      version: string;
      publisher: string;
      permissions: string[];
      channels: { class: ModuleInfo["channels"][number]["priority"]; unreliable: boolean }[];
      entry: string;
    };
    const version = parseVersion(answer.version);
    if (!version) throw new Error("no version");
    const channels = answer.channels.map((one) => ({ priority: one.class, unreliable: one.unreliable }));
    const info = { id: request.id, version, publisher: answer.publisher, permissions: answer.permissions, channels };
    this.#found.set(request.id, { info, entry: `/api/v1/modules/${request.id}/${answer.version}/web/${answer.entry}` });
    return info;
  }

  async start(request: ModuleRequest, port: ModulePort) {
    const { default: create } = (await import(/* @vite-ignore */ this.#found.get(request.id)?.entry ?? "")) as { default: CreatePlugin };
    const place = document.createElement("div");
    place.style.blockSize = "100%";
    place.dataset["module"] = request.id;
    document.getElementById("place")?.append(place);
    const services = {
      ...plainServices,
      language: this.wish.language,
      settings: new Map(this.wish.settings),
      storage,
      log: (level: string, text: string) => void seen.log.push(`${level} ${text}`),
      reported: (report: TaskReport) => void seen.tasks.set(report.task, report),
      ask: async (text: string, choices: readonly string[]) => (seen.asked.push(text), choices.length > 2 ? 2 : 1),
      record: (act: string, facts: object) => void seen.acts.push({ act, facts }),
    };
    return runPlugin(create, request, port, { services, place });
  }
}

const test = {
  async makeKey(): Promise<string> {
    key = await makeX25519KeyPair();
    return toHex(key.publicKey);
  },

  async open(wish: Wish): Promise<string> {
    if (!key) throw new Error("no key");
    live = await openInWorker(startWorker(), {
      self: wish.self,
      meeting: readMeeting(parseJson(wish.meeting)),
      credential: { way: "link", secret: hex(wish.secret) },
      trust: new Map(wish.trust.map(([id, bytes]) => [id, hex(bytes)])),
      key,
      name: "Ada",
      modules: new Modules(wish),
      consent: async (question) => question.permissions,
      events: { pathLost: () => void seen.events.push("lost"), pathFound: () => void seen.events.push("found") },
      moreTickets: async () => readRelays(parseJson(await window.fetchTickets())),
    });
    return live.peer.software;
  },
  async offer(id: string, permissions: readonly string[]): Promise<readonly string[]> {
    if (!live) throw new Error("no session");
    return live.offer(id, permissions);
  },
  look: () => ({ ...seen, tasks: [...seen.tasks.values()] }),
  async end(): Promise<string> {
    live?.end();
    return (await live?.ended)?.ending ?? "";
  },
};
window.test = test;
