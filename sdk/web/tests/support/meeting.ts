// Two sides that meet over connections in memory, by any way in.

import type { Bytes } from "../../src/base/bytes";
import { systemClock } from "../../src/base/clock";
import { systemRandom } from "../../src/base/random";
import { GrantVerifier } from "../../src/crypto/grant_verifier";
import { makeX25519KeyPair, type X25519KeyPair } from "../../src/crypto/x25519";
import type { Credential, HandshakeConfig } from "../../src/session/handshake/config";
import { shakeHands, type Established } from "../../src/session/handshake/handshake";
import type { Connection } from "../../src/transport/connection";
import { makePipe } from "../../src/transport/pipe";
import { makeGrant, trust, type Claims } from "./grant";

export interface Sides {
  readonly operator: HandshakeConfig;
  readonly agent: HandshakeConfig;
  readonly verifier: { readonly operator: GrantVerifier; readonly agent: GrantVerifier };
  readonly claims: Claims;
}

export interface Keys {
  readonly operator: X25519KeyPair;
  readonly agent: X25519KeyPair;
}

export async function makeKeys(): Promise<Keys> {
  return { operator: await makeX25519KeyPair(), agent: await makeX25519KeyPair() };
}

/** `initiates` is the role of the initiator. */
export async function makeSides(
  credentials: { operator: Credential; agent: Credential },
  initiates: "operator" | "agent",
  keys: Keys,
  more: Partial<Claims> = {},
): Promise<Sides> {
  const session = systemRandom.bytes(16);
  const claims: Claims = {
    sid: session,
    operator: keys.operator.publicKey,
    agent: keys.agent.publicKey,
    way: credentials.operator.way,
    ...more,
  };
  const grantToken = makeGrant(claims);
  const verifier = { operator: new GrantVerifier(trust, systemClock), agent: new GrantVerifier(trust, systemClock) };
  const side = async (self: "operator" | "agent"): Promise<HandshakeConfig> => ({
    self,
    peer: self === "operator" ? "agent" : "operator",
    initiator: self === initiates,
    session,
    grantToken,
    grant: await verifier[self].verify(grantToken),
    key: keys[self],
    name: `the ${self}`,
    capabilities: [],
    credential: credentials[self],
    clock: systemClock,
    random: systemRandom,
    deadline: 5000,
  });
  return { operator: await side("operator"), agent: await side("agent"), verifier, claims };
}

export interface Met {
  readonly operator: Established;
  readonly agent: Established;
}

export async function meet(sides: Sides, pipe: [Connection, Connection] = makePipe()): Promise<Met> {
  const [operator, agent] = await Promise.all([shakeHands(pipe[0], sides.operator), shakeHands(pipe[1], sides.agent)]);
  return { operator, agent };
}

export function linkSides(keys: Keys, more: Partial<Claims> = {}, secret: Bytes = systemRandom.bytes(16)): Promise<Sides> {
  const credential: Credential = { way: "link", secret };
  return makeSides({ operator: credential, agent: credential }, "agent", keys, more);
}
