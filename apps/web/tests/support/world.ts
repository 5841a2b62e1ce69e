// The real programs on loopback, with the pages of the build: broker, relay, and what people start.

import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort, Person, Program } from "../../../../sdk/web/tests/support/native";

const build = resolve(__dirname, "../../../../build/release");
const bin = join(build, "bin");
export const webFolder = resolve(process.env["CORDEE_WEB_OUT"] ?? join(build, "web"));
const wanted = ["cordee", "cordee-agent", "cordee-broker", "cordee-relay"].map((name) => join(bin, name));
export const hasWorld = [...wanted, join(webFolder, "index.html")].every((file) => existsSync(file));
if (!hasWorld && process.env["CORDEE_WEB_ALL"]) throw new Error(`programs and pages are not built in ${build}`);

export const administrator = { email: "ada@example.org", password: "correct horse battery staple", name: "Ada <img src=x onerror=alert(1)>" };
export const rules = [
  { operator: "*", module: "traffic", permissions: ["view"], effect: "allow" },
  { operator: "*", module: "chat", permissions: ["chat"], effect: "allow" },
  { operator: "*", module: "file-transfer", permissions: ["send", "fetch"], effect: "allow" },
];

export class World {
  readonly folder = mkdtempSync(join(tmpdir(), "cordee-pages-"));
  readonly client = new Person(join(this.folder, "client"));
  setupLink = "";
  #broker: Program | undefined;
  #relay: Program | undefined;
  #ports = { broker: 0, relay: 0, told: 0 };

  /** With a `told`, both sides are sent to that port in the relay's place. */
  static async start(told?: number): Promise<World> {
    const out = new World();
    const relay = await freePort();
    out.#ports = { broker: await freePort(), relay, told: told ?? relay };
    await out.startBroker();
    await out.startRelay();
    return out;
  }

  get relayPort(): number {
    return this.#ports.relay;
  }
  get brokerPort(): number {
    return this.#ports.broker;
  }
  /** Of the broker: who stands before it in a test stands there in its name. */
  get certificate(): { readonly key: Buffer; readonly cert: Buffer } {
    const folder = join(this.folder, "broker/tls");
    return { key: readFileSync(join(folder, "key.pem")), cert: readFileSync(join(folder, "certificate.pem")) };
  }

  get url(): string {
    return `https://127.0.0.1:${this.#ports.broker}`;
  }

  async startBroker(): Promise<void> {
    const settings = [
      "listen.address=127.0.0.1",
      `listen.port=${this.#ports.broker}`,
      `broker.public_url=${this.url}`,
      `data.folder=${join(this.folder, "broker")}`,
      `modules.folder=${this.#modules()}`,
      `web.folder=${webFolder}`,
      `relay.address=127.0.0.1:${this.#ports.told}`,
      "limits.tries_per_minute=1000",
    ].flatMap((setting) => ["--set", setting]);
    this.#broker = new Program([join(bin, "cordee-broker"), ...settings], { HOME: this.folder });
    await this.#broker.line(/^ready /);
    this.setupLink = /https:\/\/\S*\/setup#\S+/.exec(this.#broker.out)?.[0] ?? this.setupLink;
  }
  /** The packages of the product, and one more that only tests have. */
  #modules(): string {
    const folder = join(this.folder, "modules");
    mkdirSync(folder, { recursive: true });
    for (const from of [join(build, "packages"), join(build, "tests/packages")])
      for (const name of existsSync(from) ? readdirSync(from) : []) if (/^(chat|file-transfer|remote-control|traffic)-/.test(name)) copyFileSync(join(from, name), join(folder, name));
    return folder;
  }
  async stopBroker(): Promise<void> {
    await this.#broker?.stop("SIGKILL");
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

  async setUp(name = administrator.name): Promise<void> {
    const token = /#([^.]+)/.exec(this.setupLink)?.[1];
    await this.call("POST", "/setup", { token, organisation: "Example & Co", ...administrator, name });
    await this.setRules(rules);
  }
  async setRules(next: unknown): Promise<void> {
    await this.call("PUT", "/policy", { rules: next }, await this.#login());
  }
  /** Who signed the package of a module. */
  async publisher(module: string): Promise<string> {
    const { packages } = (await this.call("GET", "/packages", {}, await this.#login())) as { packages: { id: string; publisher: string }[] };
    return packages.find((one) => one.id === module)?.publisher ?? "";
  }
  /** Whether this broker hands out web halves itself. */
  hasHalf(module: string): Promise<boolean> {
    return this.call("GET", `/modules/${module}/web`, {}).then(
      () => true,
      () => false,
    );
  }
  async #login(): Promise<string> {
    const { email, password } = administrator;
    return ((await this.call("POST", "/login", { email, password })) as { token: string }).token;
  }

  call(method: string, path: string, body: unknown, bearer = ""): Promise<unknown> {
    const text = JSON.stringify(body);
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text), ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) };
    return new Promise((done, failed) => {
      const asked = request(`${this.url}/api/v1${path}`, { method, headers, rejectUnauthorized: false }, (answer) => {
        let out = "";
        answer.on("data", (data: Buffer) => (out += data.toString()));
        answer.on("end", () => ((answer.statusCode ?? 500) < 300 ? done(JSON.parse(out)) : failed(new Error(`${method} ${path}: ${out}`))));
      });
      asked.on("error", failed);
      asked.end(text);
    });
  }

  /** As a person starts it. */
  agent(...args: string[]): Program {
    return new Program([join(bin, "cordee-agent"), ...args], this.#people);
  }
  /** In a terminal, on a desktop. */
  agentOn(display: string, ...args: string[]): Program {
    const words = [join(bin, "cordee-agent"), ...args].map((word) => `'${word}'`).join(" ");
    return new Program(["script", "-qfec", `exec ${words}`, "/dev/null"], { ...this.#people, TERM: "dumb", DISPLAY: display });
  }
  get #people(): Record<string, string> {
    return { ...this.client.environment, CORDEE_PLUGIN__HOST: join(bin, "cordee-plugin-host") };
  }

  async stop(): Promise<void> {
    await this.#relay?.stop();
    await this.#broker?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
