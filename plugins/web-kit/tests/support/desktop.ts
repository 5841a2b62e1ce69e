// An X display without a screen, and what runs on it.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Program } from "../../../../sdk/web/tests/support/native";

export class Desktop {
  readonly folder = mkdtempSync(join(tmpdir(), "cordee-desktop-"));
  readonly #programs: Program[] = [];
  private constructor(
    readonly display: string,
    private readonly server: Program,
  ) {}

  static async start(size = "800x600"): Promise<Desktop> {
    const server = new Program(["Xvfb", "-displayfd", "1", "-screen", "0", `${size}x24`, "-nolisten", "tcp", "-noreset"], {});
    return new Desktop(`:${(await server.line(/^\d+$/)).trim()}`, server);
  }

  get environment(): Record<string, string> {
    return { DISPLAY: this.display, HOME: this.folder, LANG: "C.UTF-8" };
  }
  start(...command: string[]): Program {
    const out = new Program(command, this.environment);
    this.#programs.push(out);
    return out;
  }
  /** Runs to its end; what it wrote. */
  run(...command: string[]): Buffer {
    const [file = "", ...rest] = command;
    const done = spawnSync(file, rest, { env: { PATH: process.env["PATH"] ?? "", ...this.environment }, maxBuffer: 1 << 28 });
    if (done.status !== 0) throw new Error(`${command.join(" ")}: ${done.stderr.toString()}`);
    return done.stdout;
  }
  /** A picture as the background. */
  show(file: string): void {
    // It ends with 1 also when all is well.
    spawnSync("display", ["-window", "root", file], { env: { PATH: process.env["PATH"] ?? "", ...this.environment } });
  }

  async stop(): Promise<void> {
    for (const program of this.#programs) await program.stop("SIGKILL");
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
