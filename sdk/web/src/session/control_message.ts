// The session's own messages: JSON on channel 0, read strictly. PROTOCOL.md, "Control messages".

import { fromBase64url, fromHex, fromText, toBase64url, toHex, type Bytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import { getBool, getInteger, getString, getStrings, parseJson, type JsonObject } from "../base/json.js";
import { parseVersion, versionText, type Version } from "../base/version.js";
import { maxGrant } from "../crypto/grant.js";
import { maxControlMessage } from "./inbox.js";

/** Slots number the modules of a session, 1 to maxSlot. */
export const maxSlot = 31;
const maxName = 64;
const maxPermissions = 32;
const maxCandidates = 8;
const maxModuleChannel = 15;
const maxPersonName = 320;
const maxMeeting = 12 * 1024;

/** The size of each step's value. */
const steps = { commitment: 32, nonce: 16, reveal: 16, equal: 0 } as const;
export type WordsStep = keyof typeof steps;

/** Controlling side: may this module run, with these permissions? */
export interface Offer {
  readonly t: "offer";
  readonly slot: number;
  readonly module: string;
  readonly version: Version;
  readonly permissions: readonly string[];
}
/** Controlled side: it runs here, with these permissions (accept); it may do no more than this now (narrow). */
export interface Accept {
  readonly t: "accept" | "narrow";
  readonly slot: number;
  readonly permissions: readonly string[];
}
/** Ends a module or an offer; the codes are those of CLOSE. */
export interface Stop {
  readonly t: "stop";
  readonly slot: number;
  readonly code: number;
}
/** The sender's half began anew; its channels are those of this generation from here on. */
export interface Restart {
  readonly t: "restart";
  readonly slot: number;
  readonly generation: number;
}
/** The sender's half has taken so many more bytes of messages on a channel. */
export interface Credit {
  readonly t: "credit";
  readonly slot: number;
  readonly generation: number;
  readonly channel: number;
  readonly bytes: number;
}
/** A new grant of this session, or its revocation. */
export interface Renewal {
  readonly t: "renewal";
  readonly grant: string;
}
/** Where the sender can be reached without a relay. */
export interface Addresses {
  readonly t: "addresses";
  readonly candidates: readonly string[];
  readonly datagrams: readonly string[];
}
/** A step towards the digits that two people compare. */
export interface Words {
  readonly t: "words";
  readonly step: WordsStep;
  readonly value: Bytes;
}
/** Controlling side: may this computer be reached later without asking, with these permissions? */
export interface Pair {
  readonly t: "pair";
  readonly permissions: readonly string[];
}
/** Controlled side: with these it may; nothing is a no. `device` is its name at the broker, or empty. */
export interface Paired {
  readonly t: "paired";
  readonly permissions: readonly string[];
  readonly device: string;
}
/** Somebody who is in a session with both brings them together. */
export interface Introduce {
  readonly t: "introduce";
  readonly name: string;
  readonly key: Bytes;
  readonly secret: Bytes;
  readonly meeting: string;
}
/** Who has the input. */
export interface Focus {
  readonly t: "focus";
  readonly held: boolean;
}

export type ControlMessage =
  | Offer
  | Accept
  | Stop
  | Restart
  | Credit
  | Renewal
  | Addresses
  | Words
  | Pair
  | Paired
  | Introduce
  | Focus;

export function encodeControlMessage(message: ControlMessage): string {
  switch (message.t) {
    case "offer":
      return JSON.stringify({ ...message, version: versionText(message.version) });
    case "words":
      return JSON.stringify({ ...message, value: toHex(message.value) });
    case "introduce":
      return JSON.stringify({ ...message, key: toBase64url(message.key), secret: toBase64url(message.secret) });
    default:
      return JSON.stringify(message);
  }
}

/** Unknown kinds are Failure unsupported, everything else that does not fit malformed. */
export function decodeControlMessage(text: string): ControlMessage {
  if (text.length > maxControlMessage) throw new Failure("too_large", "control message");
  const object = parseJson(text);
  const kind = getString(object, "t");
  if (kind === undefined) throw new Failure("malformed", "control message");
  const decode = Object.hasOwn(decoders, kind) ? decoders[kind] : undefined;
  if (!decode) throw new Failure("unsupported", "control message");
  return decode(object);
}

const decoders: { readonly [kind: string]: (from: JsonObject) => ControlMessage } = {
  offer: (from) => ({
    t: "offer",
    slot: slot(from),
    module: text(from, "module", maxName),
    version: need(parseVersion(text(from, "version", maxName))),
    permissions: permissions(from),
  }),
  accept: (from) => ({ t: "accept", slot: slot(from), permissions: permissions(from) }),
  narrow: (from) => ({ t: "narrow", slot: slot(from), permissions: permissions(from) }),
  stop: (from) => ({ t: "stop", slot: slot(from), code: number(from, "code", 0, 0xffff) }),
  restart: (from) => ({ t: "restart", slot: slot(from), generation: number(from, "generation", 1) }),
  credit: (from) => ({
    t: "credit",
    slot: slot(from),
    generation: number(from, "generation"),
    channel: number(from, "channel", 0, maxModuleChannel),
    bytes: number(from, "bytes", 1),
  }),
  renewal: (from) => ({ t: "renewal", grant: text(from, "grant", maxGrant) }),
  addresses: (from) => ({
    t: "addresses",
    candidates: candidates(from, "candidates"),
    datagrams: candidates(from, "datagrams"),
  }),
  words: (from) => {
    const step = (Object.keys(steps) as WordsStep[]).find((one) => one === getString(from, "step"));
    const value = fromHex(need(getString(from, "value")));
    if (!step || value?.length !== steps[step]) throw new Failure("malformed", "control message");
    return { t: "words", step, value };
  },
  pair: (from) => {
    const asked = permissions(from);
    if (asked.length === 0) throw new Failure("malformed", "control message");
    return { t: "pair", permissions: asked };
  },
  paired: (from) => {
    const device = need(getString(from, "device"));
    if (sizeOf(device) > maxName) throw new Failure("malformed", "control message");
    return { t: "paired", permissions: permissions(from), device };
  },
  introduce: (from) => ({
    t: "introduce",
    name: text(from, "name", maxPersonName),
    key: key(from, "key"),
    secret: key(from, "secret"),
    meeting: text(from, "meeting", maxMeeting),
  }),
  focus: (from) => ({ t: "focus", held: need(getBool(from, "held")) }),
};

function need<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw new Failure("malformed", "control message");
  return value;
}

/** In bytes, as everywhere. */
function sizeOf(value: string): number {
  return fromText(value).length;
}

function number(from: JsonObject, name: string, least = 0, most = 0xffff_ffff): number {
  const value = need(getInteger(from, name));
  if (value < least || value > most) throw new Failure("malformed", "control message");
  return value;
}

function slot(from: JsonObject): number {
  return number(from, "slot", 1, maxSlot);
}

function text(from: JsonObject, name: string, most: number): string {
  const value = need(getString(from, name));
  if (value === "" || sizeOf(value) > most) throw new Failure("malformed", "control message");
  return value;
}

function permissions(from: JsonObject): string[] {
  const value = need(getStrings(from, "permissions"));
  if (value.length > maxPermissions || value.some((one) => one === "" || sizeOf(one) > maxName))
    throw new Failure("malformed", "control message");
  return value;
}

function candidates(from: JsonObject, name: string): string[] {
  const value = need(getStrings(from, name));
  if (value.length > maxCandidates || value.some((one) => sizeOf(one) > maxName))
    throw new Failure("malformed", "control message");
  return value;
}

function key(from: JsonObject, name: string): Bytes {
  const value = fromBase64url(need(getString(from, name)));
  if (value?.length !== 32) throw new Failure("malformed", "control message");
  return value;
}
