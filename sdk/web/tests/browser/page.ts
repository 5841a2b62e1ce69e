// What runs in Chromium: the vectors, and a session as the operator, in the page or in a worker.

import { fromHex, toHex } from "../../src/base/bytes";
import { parseJson } from "../../src/base/json";
import { useNobleEd25519 } from "../../src/crypto/ed25519";
import { makeX25519KeyPair, useNobleX25519, type X25519KeyPair } from "../../src/crypto/x25519";
import { openInline, openInWorker, parseGrant, readMeeting, readRelays, type LiveSession } from "../../src/index";
import { TrafficProvider } from "../support/traffic";
import { vectorCases } from "../support/vectors";
import { openFrame, plainServices } from "../../src/plugin/index";
import workerUrl from "../../src/worker/worker.ts?worker&url";

declare global {
  interface Window {
    /** More tickets, from the broker, by the test. */
    fetchTickets(): Promise<string>;
    test: typeof test;
  }
}

interface Wish {
  readonly where: "inline" | "worker" | "long-poll";
  readonly meeting: string;
  readonly grant: string;
  readonly trust: readonly (readonly [string, string])[];
  readonly secret: string;
  readonly order: string;
  readonly monotonic: string;
}

let key: X25519KeyPair | undefined;
let live: LiveSession | undefined;
let modules: TrafficProvider | undefined;
const seen: string[] = [];

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** A page with Trusted Types says itself which script a worker may run. */
function startWorker(): Worker {
  const { trustedTypes } = window as unknown as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy("worker", { createScriptURL: (url) => url });
  return new Worker(policy?.createScriptURL(workerUrl) ?? workerUrl, { type: "module" });
}

const hex = (text: string) => fromHex(text) ?? new Uint8Array(0);

const test = {
  /** Those that fail. */
  async vectors(noble: boolean): Promise<{ count: number; failed: string[] }> {
    useNobleX25519(noble);
    useNobleEd25519(noble);
    const failed: string[] = [];
    for (const one of vectorCases)
      await one.run().catch((error: unknown) => void failed.push(`${one.name}: ${String(error)}`));
    useNobleX25519(false);
    useNobleEd25519(false);
    return { count: vectorCases.length, failed };
  },

  async makeKey(): Promise<string> {
    key = await makeX25519KeyPair();
    return toHex(key.publicKey);
  },

  async open(wish: Wish): Promise<string> {
    if (!key) throw new Error("no key");
    const began = performance.now();
    const monotonic = BigInt(wish.monotonic);
    const meeting = readMeeting(parseJson(wish.meeting));
    const pub = parseGrant(wish.grant).parts.flatMap((part) => part.mods)[0]?.pub ?? "";
    modules = new TrafficProvider(pub, wish.order, () => monotonic + BigInt(Math.round((performance.now() - began) * 1e6)));
    const options = {
      self: "operator" as const,
      meeting,
      credential: { way: "link" as const, secret: hex(wish.secret) },
      trust: new Map(wish.trust.map(([id, bytes]) => [id, hex(bytes)])),
      key,
      name: "chromium",
      modules,
      events: { pathLost: () => void seen.push("lost"), pathFound: () => void seen.push("found") },
      moreTickets: async () => readRelays(parseJson(await window.fetchTickets())),
    };
    // As where something on the way breaks WebSockets; the relay is of another origin than the page.
    const webSocket = (): never => {
      throw new Error("no WebSocket here");
    };
    live =
      wish.where === "worker"
        ? await openInWorker(startWorker(), options)
        : await openInline(wish.where === "inline" ? options : { ...options, reach: { webSocket } });
    await live.offer("traffic", ["view"]);
    return live.peer.software;
  },

  /** What a half in a frame says back. */
  async frame(): Promise<string[]> {
    const heard: string[] = [];
    const request = { id: "x", minimum: { major: 1, minor: 0, patch: 0 }, permissions: [], side: "controlled" as const, peerName: "Ada" };
    let both: () => void = () => undefined;
    const done = new Promise<void>((resolve) => (both = resolve));
    const port = {
      send: (channel: number, message: Uint8Array) => {
        heard.push(`${channel} ${new TextDecoder().decode(message)}`);
        if (heard.length === 2) both();
        return true;
      },
      resume: () => undefined,
      restarted: () => undefined,
      finished: () => undefined,
      failed: (why: string) => void heard.push(why),
    };
    const options = { url: "/frame.html", place: document.body, services: plainServices, title: "a module" };
    const module = await openFrame(options, request, port);
    module.received(0, new TextEncoder().encode("hello") as Uint8Array<ArrayBuffer>);
    await done;
    await module.stop();
    return [...heard, String(document.querySelectorAll("iframe").length)];
  },

  look(): { heard: number; sent: number; wrong: string[]; seen: string[]; begun: boolean } {
    const { heard = 0, sent = 0, wrong = [], begun = false } = modules?.half ?? {};
    return { heard, sent, wrong, seen, begun };
  },

  async finish(): Promise<string> {
    modules?.half?.conclude();
    return `${(await live?.status())?.safetyDigits}`;
  },

  async end(): Promise<string> {
    live?.end();
    return (await live?.ended)?.ending ?? "";
  },
};
window.test = test;
