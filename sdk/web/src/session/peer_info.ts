// What a side says of itself: the hello, in the open, and what travels inside the handshake.
// PROTOCOL.md, "Payloads".

import { fromText, toText, type Bytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import { getInteger, getIntegers, getString, getStrings, parseJson, type JsonObject } from "../base/json.js";
import { printable } from "../base/printable.js";
import { softwareVersion } from "../base/version.js";
import { maxHandshakePayload, maxHello, protocolVersion, suite } from "../wire/kinds.js";

/** Printable, and true only as far as the person trusts it. */
export interface Peer {
  readonly name: string;
  readonly software: string;
  readonly platform: string;
  readonly capabilities: readonly string[];
  /** The greatest of a grant of this session that it knows. */
  readonly grantSeq: number;
}

const mostCapabilities = 32;
const mostNumbers = 16;
const lists = { v: [protocolVersion], s: [suite], sw: `cordee-web ${softwareVersion}` };

export function helloText(): Bytes {
  return fromText(JSON.stringify(lists));
}

/** Failure too_large, malformed, unsupported (nothing in common). */
export function checkHello(hello: Uint8Array): void {
  if (hello.length > maxHello) throw new Failure("too_large", "hello");
  checkLists(parse(hello));
}

export function peerInfo(name: string, capabilities: readonly string[], grantSeq: number): Bytes {
  const shown = [...name].slice(0, 60).join("");
  const own = { version: protocolVersion, suite, name: shown, platform: "web", capabilities, seq: grantSeq };
  return fromText(JSON.stringify({ ...lists, ...own }));
}

export function readPeerInfo(payload: Uint8Array): Peer {
  if (payload.length > maxHandshakePayload) throw new Failure("too_large", "payload");
  const object = parse(payload);
  checkLists(object);
  // One version and one suite exist, so the best common one is ours.
  if (getInteger(object, "version") !== protocolVersion || getInteger(object, "suite") !== suite)
    throw new Failure("unsupported", "version");
  const text = (key: string): string => printable(getString(object, key) ?? "");
  const capabilities = getStrings(object, "capabilities") ?? [];
  return {
    name: text("name"),
    software: text("sw"),
    platform: text("platform"),
    // Names that nobody here knows mean nothing, so a list that is none is an empty one.
    capabilities: capabilities.length > mostCapabilities ? [] : capabilities,
    grantSeq: Math.max(0, getInteger(object, "seq") ?? 0),
  };
}

function parse(bytes: Uint8Array): JsonObject {
  const text = toText(bytes);
  if (text === null) throw new Failure("malformed", "payload");
  return parseJson(text);
}

function checkLists(object: JsonObject): void {
  for (const [key, ours] of [
    ["v", protocolVersion],
    ["s", suite],
  ] as const) {
    const numbers = getIntegers(object, key);
    if (!numbers || numbers.length > mostNumbers) throw new Failure("malformed", "versions");
    if (!numbers.includes(ours)) throw new Failure("unsupported", "versions");
  }
}
