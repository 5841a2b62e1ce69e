// The page's end and the worker's end of a session, over a message channel: the same as in one thread.

import { describe, expect, test } from "vitest";
import { fromText, toText, type Bytes } from "../src/base/bytes";
import { Failure } from "../src/base/error";
import type { Module, ModuleInfo, ModulePort, ModuleProvider, ModuleRequest } from "../src/session/module";
import { PageModules } from "../src/worker/page_modules";
import { Rpc, type Port } from "../src/worker/rpc";
import { RemoteProvider } from "../src/worker/worker_modules";
import { HandshakeFailure } from "../src/session/handshake/handshake";
import { Half, TestProvider, echoInfo } from "./support/echo";
import { until } from "./support/live";

const request: ModuleRequest = {
  id: "echo",
  minimum: { major: 0, minor: 1, patch: 0 },
  permissions: ["view"],
  side: "controlled",
  peerName: "Ada",
};

/** The session's port, as a test sees it. */
class FakePort implements ModulePort {
  readonly sent: string[] = [];
  full = false;
  resumes = 0;
  restarts = 0;
  ended = "";
  send(_channel: number, message: Bytes): boolean {
    if (this.full) return false;
    this.sent.push(toText(message) ?? "");
    return true;
  }
  resume(): void {
    this.resumes++;
  }
  restarted(): void {
    this.restarts++;
  }
  finished(): void {
    this.ended = "finished";
  }
  failed(why: string): void {
    this.ended = why;
  }
}

async function connect(provider: ModuleProvider): Promise<{ module: Module; port: FakePort; remote: RemoteProvider; close(): void }> {
  const { port1, port2 } = new MessageChannel();
  const remote: RemoteProvider = new RemoteProvider(() => workerRpc);
  const workerRpc: Rpc = new Rpc(port1 as unknown as Port, remote.handlers);
  const page: PageModules = new PageModules(provider, () => pageRpc);
  const pageRpc: Rpc = new Rpc(port2 as unknown as Port, page.handlers);
  const port = new FakePort();
  const module = await remote.start(request, port);
  return { module, port, remote, close: () => port1.close() };
}

describe("modules in the page of a session in a worker", () => {
  test("talk, are told, and stop", async () => {
    const provider = new TestProvider((half: Half) => (half.echo = true));
    const { module, port, remote, close } = await connect(provider);
    expect(await remote.prepare(request)).toEqual(echoInfo);
    expect(module.received(0, fromText("hello"))).toBe(true);
    await until(() => port.sent.length === 1, "the echo");
    expect(port.sent).toEqual(["hello"]);
    module.rateChanged(7);
    module.permissionsChanged(["chat"]);
    await until(() => provider.half.permissions.join() === "chat", "permissions");
    expect(provider.half.rates).toEqual([7]);
    await module.stop();
    expect(provider.half.stopped).toBe(true);
    provider.half.port.failed("broken");
    await until(() => port.ended === "broken", "the failure");
    close();
  });

  test("what the session has no room for waits in order, and a window bounds it", async () => {
    const provider = new TestProvider();
    const { module, port, close } = await connect(provider);
    port.full = true;
    const page = provider.half.port;
    let sent = 0;
    while (page.send(1, fromText(`${sent} ${"x".repeat(100_000)}`))) sent++;
    expect(sent).toBe(11);
    port.full = false;
    await new Promise((resolve) => setTimeout(resolve, 20));
    module.writable();
    await until(() => provider.half.writables === 1, "room again");
    expect(port.sent.map((one) => Number(one.split(" ")[0]))).toEqual([...Array(sent).keys()]);
    close();
  });

  test("what the module does not take is not piled up", async () => {
    const provider = new TestProvider((half: Half) => (half.deaf = true));
    const { module, port, close } = await connect(provider);
    let given = 0;
    while (module.received(1, new Uint8Array(50_000).fill(given))) given++;
    expect(given).toBe(6); // 256 KiB, and one message beyond it
    await new Promise((resolve) => setTimeout(resolve, 20));
    provider.half.deaf = false;
    provider.half.port.resume();
    await until(() => port.resumes > 0, "room again");
    expect(provider.half.heard.map((one) => one.message[0])).toEqual([...Array(given).keys()]);
    close();
  });

  test("nothing of a former life arrives on either side", async () => {
    const provider = new TestProvider();
    const { module, port, close } = await connect(provider);
    port.full = true;
    provider.half.port.send(0, fromText("old"));
    await new Promise((resolve) => setTimeout(resolve, 20));
    provider.half.port.restarted();
    provider.half.port.send(0, fromText("new"));
    module.received(0, fromText("crossed")); // the worker does not know yet
    await until(() => port.restarts === 1, "the restart");
    port.full = false;
    module.writable();
    await until(() => port.sent.length === 1, "a message");
    expect(port.sent).toEqual(["new"]);
    module.peerRestarted();
    module.received(0, fromText("after"));
    await until(() => provider.half.heard.length === 1, "a message there");
    expect(toText(provider.half.heard[0]?.message ?? new Uint8Array(0))).toBe("after");
    expect(provider.half.restarts).toBe(1);
    close();
  });

  test("failures keep what they are", async () => {
    const failing: ModuleProvider = {
      prepare: () => Promise.reject(new Failure("bad_signature", "package")),
      start: (): Promise<Module> => Promise.reject(new HandshakeFailure("limit", true, "no guess")),
    };
    const { port1, port2 } = new MessageChannel();
    const remote: RemoteProvider = new RemoteProvider(() => workerRpc);
    const workerRpc: Rpc = new Rpc(port1 as unknown as Port, remote.handlers);
    const page: PageModules = new PageModules(failing, () => pageRpc);
    const pageRpc: Rpc = new Rpc(port2 as unknown as Port, page.handlers);
    const info: Promise<ModuleInfo> = remote.prepare(request);
    await expect(info).rejects.toMatchObject({ code: "bad_signature", message: "bad_signature: package" });
    await expect(remote.start(request, new FakePort())).rejects.toMatchObject({ ending: "limit", byPeer: true });
    await expect(workerRpc.call("nothing", [])).rejects.toMatchObject({ code: "internal" });
    port1.close();
  });
});
