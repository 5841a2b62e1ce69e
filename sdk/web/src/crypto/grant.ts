// The grant: who may meet whom in one session, and what each may do. Signed by the broker, held by both sides.

import { fromBase64url, fromHex, type Bytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import {
  getInteger,
  getObject,
  getObjects,
  getString,
  getStrings,
  hasKey,
  parseJson,
  type JsonObject,
} from "../base/json.js";
import { parseVersion, type Version } from "../base/version.js";
import { roles, type Role } from "../wire/kinds.js";
import { parseTimestamp } from "./timestamps.js";

export const maxGrant = 4096;

/** A module that the session may use. */
export interface GrantedModule {
  readonly id: string;
  readonly min: Version;
  readonly pub: string;
  /** Which of the participant's permissions hold for this module; undefined: all. */
  readonly perms: readonly string[] | undefined;
}

/** One participant. Permissions are exact strings; one that nobody knows permits nothing. */
export interface Part {
  readonly role: Role;
  readonly key: Bytes;
  readonly name: string;
  readonly org: string;
  readonly perms: readonly string[];
  readonly mods: readonly GrantedModule[];
}

export interface Grant {
  readonly typ: "grant" | "revoke";
  readonly jti: string;
  /** Grows with each renewal of the session. */
  readonly seq: number;
  readonly sid: Bytes;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly ways: readonly string[];
  readonly parts: readonly Part[];
  readonly recording: "required" | "allowed" | "forbidden";
}

const claims = new Set(["typ", "jti", "seq", "sid", "iat", "nbf", "exp", "ways", "parts", "rec", "crit"]);

function need<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw new Failure("malformed", "grant");
  return value;
}

function oneOf<T extends string>(values: readonly T[], text: string | undefined): T {
  return need(values.find((value) => value === text));
}

/** The claims of a payload whose signature was checked: types and forms, not the times. Failure malformed, or
 * unsupported for a critical claim that is unknown here. */
export function parseGrant(payload: string): Grant {
  const object = parseJson(payload);
  checkCritical(object); // first: a claim from the future may change the meaning of all others
  const recording = readRecording(object);
  const typ = oneOf(["grant", "revoke"], getString(object, "typ"));
  const jti = need(getString(object, "jti"));
  const seq = need(getInteger(object, "seq"));
  const sid = need(fromHex(need(getString(object, "sid"))));
  if (jti === "" || seq < 0 || sid.length !== 16) throw new Failure("malformed", "grant");
  const time = (key: string): number => need(parseTimestamp(need(getString(object, key))));
  const times = { iat: time("iat"), nbf: time("nbf"), exp: time("exp") };
  const hasRights = typ === "grant" || hasKey(object, "ways") || hasKey(object, "parts");
  const ways = hasRights ? need(getStrings(object, "ways")) : [];
  const parts = hasRights ? need(getObjects(object, "parts")).map(readPart) : [];
  return { typ, jti, seq, sid, ...times, ways, parts, recording };
}

function checkCritical(object: JsonObject): void {
  if (!hasKey(object, "crit")) return;
  if (!need(getStrings(object, "crit")).every((name) => claims.has(name)))
    throw new Failure("unsupported", "critical claim");
}

function readRecording(object: JsonObject): Grant["recording"] {
  if (!hasKey(object, "rec")) return "forbidden";
  const entry = need(getObject(object, "rec"));
  need(getStrings(entry, "keys"));
  return oneOf(["required", "allowed", "forbidden"], getString(entry, "rule"));
}

function readPart(object: JsonObject): Part {
  const key = need(fromBase64url(need(getString(object, "key"))));
  if (key.length !== 32) throw new Failure("malformed", "grant");
  return {
    role: oneOf(roles, getString(object, "role")),
    key,
    name: need(getString(object, "name")),
    org: need(getString(object, "org")),
    perms: need(getStrings(object, "perms")),
    mods: need(getObjects(object, "mods")).map(readModule),
  };
}

function readModule(object: JsonObject): GrantedModule {
  return {
    id: need(getString(object, "id")),
    min: need(parseVersion(need(getString(object, "min")))),
    pub: need(getString(object, "pub")),
    perms: hasKey(object, "perms") ? need(getStrings(object, "perms")) : undefined,
  };
}
