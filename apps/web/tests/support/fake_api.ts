// A broker's API of made-up answers, between the page and the real broker: for lists that are long, names that are
// hostile, and what is hard to bring about otherwise.

import type { BrowserContext, Route } from "playwright-core";

export const hostile = "<img src=x onerror=\"document.title='broken'\">";
export const people = 10_000;
const at = "2026-11-27T10:00:00Z";

type Answer = (question: { readonly query: URLSearchParams; readonly body: unknown }) => unknown;

export class Refusal {
  constructor(
    readonly status: number,
    readonly document: object,
  ) {}
}

/** Pages of a list: the cursor is where the next one begins. */
function paged(key: string, count: number, row: (i: number) => object): Answer {
  return ({ query }) => {
    const from = Number(query.get("cursor") ?? 0);
    const q = query.get("q");
    const rows = Array.from({ length: count }, (_, i) => row(i)).filter((one) => !q || JSON.stringify(one).includes(q));
    const next = from + Number(query.get("limit") ?? 50);
    return { [key]: rows.slice(from, next), ...(next < rows.length ? { next: String(next) } : {}) };
  };
}

const operator = (i: number): object => ({
  id: i,
  email: `op${i}@example.org`,
  name: i % 7 === 3 ? hostile : `Operator ${i}`,
  role: i === 0 ? "administrator" : i === 1 ? "scoped_administrator" : "operator",
  groups: [1],
  disabled: i % 5 === 4,
  totp: i % 2 === 0,
  last_seen: at,
});
const event = (i: number): object => ({
  seq: 100_000 - i,
  at,
  actor: { kind: "operator", id: "1", name: hostile },
  address: "192.0.2.7",
  act: "operator.changed",
  object: `op${i}@example.org`,
  after: { disabled: true },
});

export const answers: { [route: string]: Answer } = {
  "GET /me": () => ({ id: 1, email: "ada@example.org", name: hostile, role: "administrator", organisation: hostile, totp: false, csrf: "token", groups: [], scopes: [] }),
  "GET /me/answers": () => ({ answers: [{ title: "Greeting", text: "Hello." }] }),
  "GET /operators": paged("operators", people, operator),
  "GET /groups": () => ({ groups: [{ id: 1, name: hostile, operators: 12, devices: 3 }] }),
  "GET /devices": () => ({
    devices: [
      { device: "d1", name: "Reception", enrolled: true, waiting: true },
      { device: "d2", name: hostile, enrolled: true, waiting: false },
    ],
  }),
  "GET /sessions": () => ({ sessions: [{ session: "s1", operator: hostile, name: hostile, began: at, modules: ["chat", "unknown"], relay: "paris" }] }),
  "GET /sessions/s1": () => ({ session: "s1", granted: [{ id: "chat", permissions: ["chat"] }, { id: "remote-control", permissions: ["view", "input"] }] }),
  "POST /sessions/s1/narrow": () => ({ session: "s1" }),
  "GET /policy": () => ({ version: 7, text: "allow * chat\n# nothing else\n" }),
  "POST /policy/check": ({ body }) => ({
    problems: (body as { text: string }).text.includes("nonsense") ? [{ line: 3, column: 1, what: "this is no rule", hint: "begin with allow or deny" }] : [],
  }),
  "POST /policy/explain": () => ({
    decisions: [
      { module: "chat", permission: "chat", direction: "both", allowed: true, rule: { line: 1, text: "allow * chat" }, why: "" },
      { module: "file-transfer", permission: "send", direction: "to-client", allowed: false, why: "no rule allows it" },
    ],
  }),
  "GET /policy/versions": () => ({ versions: [{ version: 7, at, by: "ada@example.org" }] }),
  "GET /relays": () => ({
    relays: [{ relay: "paris", from: "added", state: "alive", host: "relay.example.org", ports: [443], load: { sessions: 1, capacity: 10 } }],
    pins: [{ operator: "op1@example.org", relay: "paris", fallback: [] }],
  }),
  "GET /connection": () => ({ operator: { ports: [443], encapsulations: ["https"] }, agent: { ports: [443], encapsulations: ["https"] } }),
  "GET /packages": () => ({ packages: [{ id: "chat", version: "0.1.0", platform: "web", publisher: "RWQabcdefghijklmnop", size: 8123, sha256: "a", standing: "offered" }] }),
  "GET /audit": paged("events", 100_000, event),
  "GET /audit/head": () => ({ seq: 100_000, hash: "9f".repeat(32) }),
  "GET /tokens": () => ({ tokens: [{ id: 1, name: hostile, expires: at, scopes: ["sessions"] }] }),
};

const more = ["POST /sessions/{id}/narrow", "PATCH /devices/{id}", "PATCH /sessions/{id}"];

function description(routes: readonly string[]): object {
  const paths: { [path: string]: { [method: string]: object } } = {};
  for (const route of routes) {
    const [method = "", path = ""] = route.split(" ");
    (paths[`/api/v1${path}`] ??= {})[method.toLowerCase()] = {};
  }
  return { openapi: "3.1.0", paths };
}

export interface Fake {
  /** What was asked, in order. */
  readonly asked: { readonly route: string; readonly body: unknown; readonly csrf: string | undefined }[];
  /** Changes an answer. */
  set(route: string, answer: Answer): void;
}

export async function fakeApi(context: BrowserContext): Promise<Fake> {
  const table = { ...answers };
  const asked: Fake["asked"] = [];
  await context.route("**/api/v1/**", async (route: Route) => {
    const request = route.request();
    const { pathname, searchParams: query } = new URL(request.url());
    const name = `${request.method()} ${pathname.slice("/api/v1".length)}`;
    const body = (request.postData() ? request.postDataJSON() : {}) as unknown;
    asked.push({ route: name, body, csrf: request.headers()["x-cordee-csrf"] });
    if (name === "GET /openapi.json") return route.fulfill({ json: description([...Object.keys(table), ...more]) });
    const answer = table[name];
    if (!answer) return route.fulfill({ status: 404, json: { code: "not_found", detail: "this address leads nowhere", hint: "" } });
    const given = answer({ query, body });
    if (given instanceof Refusal) return route.fulfill({ status: given.status, json: given.document, contentType: "application/problem+json" });
    return route.fulfill({ json: given });
  });
  return { asked, set: (route, answer) => void (table[route] = answer) };
}
