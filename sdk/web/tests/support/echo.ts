// Modules for tests: one that says everything back, and one that keeps what it hears.

import type { Bytes } from "../../src/base/bytes";
import { Failure } from "../../src/base/error";
import type { Module, ModuleInfo, ModulePort, ModuleProvider, ModuleRequest } from "../../src/session/module";

export const echoInfo: ModuleInfo = {
  id: "echo",
  version: { major: 0, minor: 1, patch: 0 },
  publisher: "p",
  permissions: ["view", "input", "chat"],
  channels: [
    { priority: "control", unreliable: false },
    { priority: "bulk", unreliable: false },
    { priority: "voice", unreliable: true },
    { priority: "input", unreliable: false },
  ],
};

/** What a test sees and does at one half. */
export class Half implements Module {
  readonly heard: { channel: number; message: Bytes }[] = [];
  permissions: readonly string[];
  restarts = 0;
  writables = 0;
  rates: number[] = [];
  stopped = false;
  /** Takes nothing. */
  deaf = false;
  echo = false;

  constructor(
    readonly port: ModulePort,
    readonly request: ModuleRequest,
  ) {
    this.permissions = request.permissions;
  }
  received(channel: number, message: Bytes): boolean {
    if (this.deaf) return false;
    if (this.echo) return this.port.send(channel, message);
    this.heard.push({ channel, message });
    return true;
  }
  writable(): void {
    this.writables++;
    if (this.echo) this.port.resume();
  }
  rateChanged(bytesPerSecond: number): void {
    this.rates.push(bytesPerSecond);
  }
  peerRestarted(): void {
    this.restarts++;
  }
  permissionsChanged(permissions: readonly string[]): void {
    this.permissions = permissions;
  }
  stop(): void {
    this.stopped = true;
  }
}

export class TestProvider implements ModuleProvider {
  readonly halves: Half[] = [];
  constructor(
    private readonly prepareHalf: (half: Half) => void = () => undefined,
    readonly info: ModuleInfo = echoInfo,
  ) {}
  async prepare(request: ModuleRequest): Promise<ModuleInfo> {
    if (request.id !== this.info.id) throw new Failure("not_found", "module");
    return this.info;
  }
  async start(request: ModuleRequest, port: ModulePort): Promise<Module> {
    const half = new Half(port, request);
    this.prepareHalf(half);
    this.halves.push(half);
    return half;
  }
  get half(): Half {
    const last = this.halves[this.halves.length - 1];
    if (!last) throw new Error("no module runs");
    return last;
  }
}
