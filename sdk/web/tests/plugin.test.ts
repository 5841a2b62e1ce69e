// A plugin's web half, in the page and behind a port as in a frame.

import { MessageChannel } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import { fromText, toText, type Bytes } from "../src/base/bytes";
import { servePlugin } from "../src/plugin/frame";
import { connectFrame } from "../src/plugin/open_frame";
import type { CreatePlugin, Host, Plugin } from "../src/plugin/plugin";
import { runPlugin } from "../src/plugin/run_plugin";
import { MemoryStorage, plainServices, type Services } from "../src/plugin/services";
import type { Module, ModulePort, ModuleRequest } from "../src/session/module";
import type { Port } from "../src/worker/rpc";
import { until } from "./support/live";

const request: ModuleRequest = {
  id: "echo",
  minimum: { major: 0, minor: 1, patch: 0 },
  permissions: ["view", "input"],
  side: "controlled",
  peerName: "Ada",
};

class SessionPort implements ModulePort {
  readonly sent: string[] = [];
  room = true;
  ended = "";
  send(channel: number, message: Bytes): boolean {
    if (this.room) this.sent.push(`${channel} ${toText(message)}`);
    return this.room;
  }
  resume(): void {}
  restarted(): void {}
  finished(): void {
    this.ended = "finished";
  }
  failed(why: string): void {
    this.ended = why;
  }
}

interface Opened {
  readonly module: Module;
  readonly port: SessionPort;
}
type Open = (create: CreatePlugin, services?: Partial<Services>) => Promise<Opened>;

const inPage: Open = async (create, services = {}) => {
  const port = new SessionPort();
  return { port, module: runPlugin(create, request, port, { services: { ...plainServices, ...services } }) };
};

const behindPort: Open = async (create, services = {}) => {
  const { port1, port2 } = new MessageChannel();
  port1.unref();
  port2.unref();
  const port = new SessionPort();
  servePlugin(port2 as unknown as Port, create);
  const module = await connectFrame(port1 as unknown as Port, { ...plainServices, ...services }, request, port, () => port1.close());
  return { port, module };
};

describe.each([
  ["in the page", inPage],
  ["in a frame", behindPort],
] as const)("a half %s", (_, open) => {
  test("talks, and knows its session", async () => {
    const seen: string[] = [];
    const { module, port } = await open((host) => {
      seen.push(host.side, host.peerName, host.language, String(host.permitted("input")), String(host.settings.get("k")));
      return {
        received: (channel, message) => void host.channel.send(channel, message),
        permissionsChanged: () => void seen.push(String(host.permitted("input"))),
        rateChanged: (rate) => void seen.push(String(rate)),
        deactivate: () => void seen.push("over"),
      };
    }, { language: "fr", settings: new Map([["k", "v"]]) });
    module.received(3, fromText("hello"));
    await until(() => port.sent.length === 1, "the echo");
    expect(port.sent).toEqual(["3 hello"]);
    module.permissionsChanged(["view"]);
    module.rateChanged(9);
    await until(() => seen.length === 7, "what it was told");
    await module.stop();
    expect(seen).toEqual(["controlled", "Ada", "fr", "true", "v", "false", "9", "over"]);
  });

  test("has timers, storage, questions, tasks and a log", async () => {
    const heard: string[] = [];
    const storage = new MemoryStorage();
    let host: Host | undefined;
    const plugin: Plugin = {
      received: () => undefined,
      expired: (timer) => void heard.push(`timer ${timer}`),
      answered: (question, choice) => void heard.push(`answer ${question} ${choice}`),
    };
    const { module } = await open((given) => ((host = given), plugin), {
      storage,
      ask: async (text, choices) => choices.indexOf(text === "May it?" ? "yes" : "no"),
      reported: (report) => void heard.push(`${report.title} ${report.state}`),
      record: (act, facts) => void heard.push(`${act} ${JSON.stringify(facts)}`),
      log: (level, text) => void heard.push(`${level} ${text}`),
      show: (text) => void heard.push(`shown ${text}`),
    });
    if (!host) throw new Error("no half");
    expect(host.timer.start(4, 1)).toBe("ok");
    expect(host.consent.ask(7, "May it?", ["no", "yes"])).toBe("ok");
    expect(host.consent.ask(7, "May it?", ["no", "yes"])).toBe("invalid");
    expect(host.consent.ask(8, "May it?", ["no"])).toBe("invalid");
    expect(host.task.report({ task: 1, state: "done", done: 5, title: "Copy", detail: "" })).toBe("ok");
    expect(host.audit.record("file-in", { name: "a.txt", size: 5 })).toBe("ok");
    expect(host.audit.record("File in", {})).toBe("invalid");
    host.log.write("info", "ready");
    expect(host.lines?.show("hello")).toBe("ok");
    expect(await host.storage.write("kept", "a-key", fromText("value"))).toBe("ok");
    expect(await host.storage.write("kept", "../x", fromText("value"))).toBe("invalid");
    expect(await host.storage.write("kept", "large", new Uint8Array(1024 * 1024 + 1))).toBe("too_large");
    expect(toText((await host.storage.read("kept", "a-key")) ?? new Uint8Array(0))).toBe("value");
    expect(await host.storage.list("kept")).toEqual(["a-key"]);
    await host.storage.remove("kept", "a-key");
    expect(await host.storage.read("kept", "a-key")).toBeUndefined();
    await until(() => heard.length === 6, "all of it");
    expect(heard.sort()).toEqual(['Copy done', "answer 7 1", 'file-in {"name":"a.txt","size":5}', "info ready", "shown hello", "timer 4"]);
    await module.stop();
    expect(host.channel.send(0, fromText("late"))).toBe("closed");
  });

  test("is told when there is room again", async () => {
    let host: Host | undefined;
    let writable = 0;
    const { module, port } = await open((given) => ((host = given), { received: () => undefined, writable: () => void writable++ }));
    port.room = false;
    let status = "ok";
    for (let i = 0; i < 20 && status === "ok"; i++) status = host?.channel.send(1, new Uint8Array(100_000)) ?? "";
    expect(status).toBe("again");
    port.room = true;
    await new Promise((resolve) => setTimeout(resolve, 20));
    module.writable();
    await until(() => writable === 1, "room");
    await module.stop();
  });

  test("that throws ends its module and nothing else", async () => {
    const { module, port } = await open(() => ({
      received: () => {
        throw new Error("broken");
      },
    }));
    expect(module.received(0, fromText("x"))).toBe(true);
    await until(() => port.ended !== "", "the end");
    expect(port.ended).toBe("the module failed");
    await module.stop();
  });
});

test("what a hostile frame says is checked before it counts", async () => {
  const { port1, port2 } = new MessageChannel();
  port1.unref();
  port2.unref();
  const port = new SessionPort();
  const logged: string[] = [];
  // Answers what it must, and then says what it likes.
  port2.on("message", (packet: { t: string; id: number }) => {
    if (packet.t === "call") port2.postMessage({ t: "done", id: packet.id, value: undefined });
  });
  const services: Services = { ...plainServices, log: (_, text) => void logged.push(text) };
  await connectFrame(port1 as unknown as Port, services, request, port, () => undefined);
  const life = { own: 0, peer: 0 };
  const tell = (what: string, ...args: unknown[]): void => port2.postMessage({ t: "tell", what, args });
  tell("send", 0, life, 99, fromText("no such channel"));
  tell("send", 0, life, 0, "no bytes");
  tell("send", 0, null, 0, fromText("no life"));
  tell("send", 0, { own: 1, peer: 0 }, 0, fromText("another life"));
  tell("taken", 0, life, 0, -1);
  tell("failed", 0, { toString: "x" });
  tell("open", {});
  tell("__proto__");
  port2.postMessage({ t: "done", id: 12345, value: 1 });
  tell("send", 0, life, 0, fromText("good"));
  await until(() => port.sent.length > 0, "the good one");
  expect(port.sent).toEqual(["0 good"]);
  expect(port.ended).toBe("");
  tell("write", "kept", "../../etc", fromText("x"));
  await until(() => port.ended !== "", "the end");
  expect(port.ended).toBe("the module does not keep to its interface");
  expect(logged).toEqual([]);
});
