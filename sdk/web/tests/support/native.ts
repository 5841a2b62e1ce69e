// The real programs on loopback: broker, relay, and what people start. They are those of build/release.

import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import WebSocket from "ws";
import { fromBase64url, toBase64url } from "../../src/base/bytes";
import { parseJson, getObjects, getString, type JsonObject } from "../../src/base/json";
import type { TrustStore } from "../../src/crypto/grant_verifier";
import { readMeeting, readRelays, type Meeting } from "../../src/endpoint/meeting";
import type { MoreTickets } from "../../src/endpoint/relay_paths";
import type { X25519KeyPair } from "../../src/crypto/x25519";
import type { Reach } from "../../src/transport/reach_relay";
import type { SocketLike } from "../../src/transport/web_socket";

export const build = process.env["CORDEE_BUILD"] ?? resolve(__dirname, "../../../../build/release");
const bin = join(build, "bin");
const openHost = join(build, "tests/cordee-open-plugin-host");
export const hasPrograms = ["cordee", "cordee-agent", "cordee-broker", "cordee-relay"].every((name) => existsSync(join(bin, name)));
export const hasNative = hasPrograms && existsSync(openHost);
if (!hasNative && process.env["CORDEE_WEB_ALL"]) throw new Error(`the programs are not built in ${build}`);

/** A page's WebSocket takes only certificates that the browser trusts; a test's relay has none. */
export const nativeReach: Partial<Reach> = {
  webSocket: (url, protocol) => new WebSocket(url, protocol, { rejectUnauthorized: false }) as unknown as SocketLike,
};

export async function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}

/** What is different from an installation with the module of the tests. */
export interface Plan {
  readonly packages?: string;
  readonly rules?: readonly object[];
  /** Plugins are confined as people have it. */
  readonly confined?: boolean;
}

export class Program {
  out = "";
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;
  #changed: (() => void)[] = [];

  constructor(command: readonly string[], environment: Record<string, string>, input = "") {
    const [file = "", ...rest] = command;
    this.#child = spawn(file, rest, { env: { PATH: process.env["PATH"] ?? "", ...environment }, stdio: "pipe" });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on("data", (data: Buffer) => {
        this.out += data.toString();
        for (const look of this.#changed.splice(0)) look();
      });
    if (input !== "") this.#child.stdin?.end(input);
    this.ended = new Promise((done) => this.#child.on("close", (code) => done(code)));
    void this.ended.then(() => this.#changed.splice(0).forEach((look) => look()));
  }

  async line(pattern: RegExp, milliseconds = 20_000): Promise<string> {
    const until = Date.now() + milliseconds;
    for (;;) {
      const found = this.out.split("\n").find((line) => pattern.test(line));
      if (found !== undefined) return found;
      if (Date.now() > until || this.#child.exitCode !== null) throw new Error(`no ${String(pattern)} in:\n${this.out}`);
      await Promise.race([new Promise<void>((look) => this.#changed.push(look)), new Promise((done) => setTimeout(done, 250))]);
    }
  }
  get pid(): number | undefined {
    return this.#child.pid;
  }
  /** As if typed. */
  type(text: string): void {
    this.#child.stdin?.write(text);
  }
  async finish(): Promise<string> {
    if ((await this.ended) !== 0) throw new Error(this.out);
    return this.out;
  }
  stop(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    this.#child.kill(signal);
    return this.ended;
  }
}

/** One person's folders. */
export class Person {
  constructor(
    readonly home: string,
    private readonly confined = false,
  ) {
    mkdirSync(home, { recursive: true });
  }
  get environment(): Record<string, string> {
    return {
      HOME: this.home,
      XDG_CONFIG_HOME: join(this.home, "config"),
      XDG_STATE_HOME: join(this.home, "state"),
      XDG_CACHE_HOME: join(this.home, "cache"),
      ...(this.confined ? {} : { CORDEE_PLUGIN__HOST: openHost }),
    };
  }
  start(name: string, ...args: string[]): Program {
    return new Program([join(bin, name), ...args], this.environment);
  }
  /** In a terminal of its own, or on a display. */
  startIn(place: { readonly terminal?: boolean; readonly display?: string }, name: string, ...args: string[]): Program {
    const command = [join(bin, name), ...args];
    const environment = { ...this.environment, TERM: "dumb", ...(place.display === undefined ? {} : { DISPLAY: place.display }) };
    const quoted = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
    return new Program(place.terminal === true ? ["script", "-qfec", `exec ${quoted}`, "/dev/null"] : command, environment);
  }
  async run(args: readonly string[], input = ""): Promise<string> {
    return new Program([join(bin, "cordee"), ...args], this.environment, input).finish();
  }
  traffic(file: string): string {
    return join(this.home, "traffic", file);
  }
}

const email = "ada@example.org";
const password = "correct horse battery staple";

export class Installation {
  readonly folder = mkdtempSync(join(tmpdir(), "cordee-web-"));
  readonly operator: Person;
  readonly client: Person;
  pin = "";
  #broker: Program | undefined;
  #relay: Program | undefined;
  #ports = { broker: 0, relay: 0 };
  #token = "";

  private constructor(private readonly plan: Plan) {
    this.operator = new Person(join(this.folder, "operator"), plan.confined);
    this.client = new Person(join(this.folder, "client"), plan.confined);
  }

  static async start(plan: Plan = {}): Promise<Installation> {
    const out = new Installation(plan);
    out.#ports = { broker: await freePort(), relay: await freePort() };
    await out.#startBroker();
    await out.startRelay();
    return out;
  }

  get url(): string {
    return `https://127.0.0.1:${this.#ports.broker}`;
  }
  get relayPort(): number {
    return this.#ports.relay;
  }

  async #startBroker(): Promise<void> {
    const settings = [
      "listen.address=127.0.0.1",
      `listen.port=${this.#ports.broker}`,
      `broker.public_url=${this.url}`,
      `data.folder=${join(this.folder, "broker")}`,
      `modules.folder=${this.plan.packages ?? join(build, "tests/packages")}`,
      `relay.address=127.0.0.1:${this.#ports.relay}`,
    ].flatMap((setting) => ["--set", setting]);
    this.#broker = new Program([join(bin, "cordee-broker"), ...settings], { HOME: this.folder });
    await this.#broker.line(/^ready /);
    const link = /https:\/\/\S*\/setup#\S+/.exec(await this.#broker.line(/\/setup#/))?.[0] ?? "";
    this.pin = link.slice(link.lastIndexOf(".") + 1);
    await this.operator.run(
      ["setup", link, "--organisation", "Example", "--name", "Ada", "--email", email, "--password-file", "-"],
      `${password}\n`,
    );
    const rules = this.plan.rules ?? [{ operator: "*", module: "traffic", permissions: ["view"], effect: "allow" }];
    writeFileSync(join(this.folder, "policy.json"), JSON.stringify({ rules }));
    await this.operator.run(["policy", "set", join(this.folder, "policy.json")]);
    this.#token = getString(await this.call("POST", "/login", { email, password }, ""), "token") ?? "";
  }

  async startRelay(): Promise<void> {
    const settings = [
      "listen.address=127.0.0.1",
      `listen.ports=${this.#ports.relay}`,
      `relay.credentials=${join(this.folder, "broker/relays/relay")}`,
      "status.port=0",
      `upgrade.socket=${join(this.folder, "upgrade")}`,
    ].flatMap((setting) => ["--set", setting]);
    this.#relay = new Program([join(bin, "cordee-relay"), ...settings], { HOME: this.folder });
    await this.#relay.line(/ready on/);
  }
  async killRelay(): Promise<void> {
    await this.#relay?.stop("SIGKILL");
  }

  async stop(): Promise<void> {
    await this.#relay?.stop("SIGKILL");
    await this.#broker?.stop("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The broker's interface; with the operator's token when none is given. */
  call(method: string, path: string, body: object, token = this.#token): Promise<JsonObject> {
    const text = JSON.stringify(body);
    const headers = {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
      ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
    };
    return new Promise((done, failed) => {
      const request = httpsRequest(`${this.url}/api/v1${path}`, { method, headers, rejectUnauthorized: false }, (answer) => {
        let out = "";
        answer.on("data", (data: Buffer) => (out += data.toString()));
        answer.on("end", () => {
          if ((answer.statusCode ?? 500) >= 300) failed(new Error(`${method} ${path}: ${out}`));
          else done(parseJson(out));
        });
      });
      request.on("error", failed);
      request.end(text);
    });
  }

  async trust(): Promise<TrustStore> {
    const keys = getObjects(await this.call("GET", "/keys", {}), "grant") ?? [];
    return new Map(keys.map((one) => [getString(one, "kid") ?? "", fromBase64url(getString(one, "key") ?? "") ?? new Uint8Array(0)]));
  }

  /** An invitation of the operator whose program this test is. */
  async invite(
    key: { readonly publicKey: Uint8Array },
    modules: readonly object[] = [{ id: "traffic", permissions: ["view"] }],
  ): Promise<{ invitation: string; code: string }> {
    const made = await this.call("POST", "/invitations", { key: toBase64url(key.publicKey), modules });
    return { invitation: getString(made, "invitation") ?? "", code: getString(made, "code") ?? "" };
  }
  async waitForClient(invitation: string): Promise<Meeting> {
    return readMeeting(await this.waitForAnswer(invitation));
  }
  async waitForAnswer(invitation: string): Promise<JsonObject> {
    for (;;) {
      const answer = await this.call("POST", `/invitations/${invitation}/wait`, { after: 0 });
      if (getString(answer, "state") === "met") return answer;
    }
  }
  async join(by: { invitation: string } | { code: string }, key: X25519KeyPair): Promise<Meeting> {
    return readMeeting(await this.call("POST", "/meetings", { ...by, key: toBase64url(key.publicKey), name: "page" }, ""));
  }
  moreTickets(meeting: Meeting): MoreTickets {
    const session = Buffer.from(meeting.session).toString("hex");
    return async () =>
      readRelays(await this.call("POST", `/sessions/${session}/tickets`, {}, meeting.access ?? this.#token)).map((relay) => ({
        ...relay,
        encapsulations: meeting.relays[0]?.encapsulations ?? [],
      }));
  }
}

/** The native half's report; undefined before the first. */
export function readReport(person: Person): { count: Record<string, number>; done: boolean } | undefined {
  try {
    return JSON.parse(readFileSync(person.traffic("report.json"), "utf8")) as { count: Record<string, number>; done: boolean };
  } catch {
    return undefined; // it is being written
  }
}
