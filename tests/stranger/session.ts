// A whole session's set-up by a client that was generated from the served document: every path, field and answer
// here is checked against it by the compiler.
import assert from "node:assert/strict";
import { generateKeyPairSync, randomUUID } from "node:crypto";
import createClient from "openapi-fetch";
import type { components, paths } from "./broker.js";

const baseUrl = process.argv[2] ?? "";
const setupToken = process.argv[3] ?? "";
const password = "correct horse battery";

type Problem = components["schemas"]["Problem"];

/** The answer, or the broker's own words about why there is none. */
function done<T>(result: { data?: T; error?: Problem }): T {
  if (result.data === undefined) throw new Error(JSON.stringify(result.error));
  return result.data;
}

function publicKey(): string {
  const { publicKey } = generateKeyPairSync("x25519");
  return publicKey.export({ format: "jwk" }).x ?? "";
}

const anybody = createClient<paths>({ baseUrl });

function as(token: string) {
  return createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });
}

async function logIn(email: string) {
  const login = done(await anybody.POST("/api/v1/login", { body: { email, password } }));
  return as(login.token ?? "");
}

done(
  await anybody.POST("/api/v1/setup", {
    body: { token: setupToken, organisation: "Rope", name: "Ada", email: "ada@example.org", password },
  }),
);

const ada = await logIn("ada@example.org");
const group = done(await ada.POST("/api/v1/groups", { body: { name: "Support" } }));
const bobs = done(
  await ada.POST("/api/v1/operators", {
    params: { header: { "Idempotency-Key": randomUUID() } },
    body: { email: "bob@example.org", name: "Bob", password, groups: [group.id] },
  }),
);
assert.equal(bobs.role, "operator");

const modules = [{ id: "remote-control", permissions: ["view", "input"] }];
const bob = await logIn("bob@example.org");
const invitation = done(await bob.POST("/api/v1/invitations", { body: { key: publicKey(), modules } }));
assert.match(invitation.code ?? "", /^\d{4,6}$/);

const theirs = done(
  await anybody.POST("/api/v1/meetings", { body: { code: invitation.code ?? "", key: publicKey(), name: "Léa's laptop" } }),
);
const ours = done(
  await bob.POST("/api/v1/invitations/{id}/wait", { params: { path: { id: invitation.invitation } }, body: {} }),
);
assert.equal(ours.state, "met");
assert.equal(ours.grant, theirs.grant);
assert.equal(ours.name, "Léa's laptop");
assert.ok((theirs.connection.relays[0]?.tickets.length ?? 0) > 0);

done(
  await bob.POST("/api/v1/invitations/{id}/close", {
    params: { path: { id: invitation.invitation } },
    body: { attempt: theirs.attempt },
  }),
);
const session = { params: { path: { id: theirs.session } } };
const client = as(theirs.access ?? "");
assert.notEqual(done(await client.POST("/api/v1/sessions/{id}/grant", session)).grant, theirs.grant);
assert.equal(done(await bob.PATCH("/api/v1/sessions/{id}", { ...session, body: { label: "Printer" } })).label, "Printer");
assert.equal(done(await ada.GET("/api/v1/sessions", { params: { query: { q: "printer" } } })).sessions.length, 1);
done(await bob.DELETE("/api/v1/sessions/{id}", session));
assert.equal(done(await bob.GET("/api/v1/sessions/{id}", session)).state, "past");

const refused = await bob.GET("/api/v1/operators", {});
assert.equal(refused.error?.code, "forbidden");
console.log("a stranger set up a whole session");
