// What the broker gives to one side of a session: who, where, and with which tickets. Read strictly.

import { fromBase64url, fromHex, type Bytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import { getInteger, getIntegers, getObject, getObjects, getString, getStrings, type JsonObject } from "../base/json.js";
import { printable } from "../base/printable.js";
import { maxGrant } from "../crypto/grant.js";
import type { RelayPlace } from "../transport/reach_relay.js";
import type { RelayTicket } from "../transport/relay_door.js";
import { ways, type Way } from "../wire/kinds.js";
import { maxRelayTicket } from "../wire/relay_entry.js";

const maxRelays = 16;
const maxTickets = 32;
const maxPorts = 16;

export interface RelayOffer extends RelayPlace {
  readonly tickets: readonly RelayTicket[];
}

export interface Meeting {
  readonly session: Bytes;
  readonly way: Way;
  readonly attempt: number;
  readonly grant: string;
  /** This side's token at the broker for this session; undefined where its login does. */
  readonly access: string | undefined;
  /** The other side's; printable. */
  readonly name: string;
  /** Best first; only what both lists have. */
  readonly relays: readonly RelayOffer[];
}

function need<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw new Failure("malformed", "the broker's answer");
  return value;
}

/** Failure malformed. */
export function readMeeting(answer: JsonObject): Meeting {
  const session = need(fromHex(need(getString(answer, "session"))));
  const grant = need(getString(answer, "grant"));
  if (session.length !== 16 || grant.length > maxGrant) throw new Failure("malformed", "meeting");
  const connection = need(getObject(answer, "connection"));
  return {
    session,
    way: need(ways.find((way) => way === getString(answer, "way"))),
    attempt: getInteger(answer, "attempt") ?? 0,
    grant,
    access: getString(answer, "access"),
    name: printable(getString(answer, "name") ?? ""),
    relays: readRelays(connection, readPorts(connection), need(getStrings(connection, "encapsulations"))),
  };
}

/** Of a meeting's connection, and of an answer with more tickets; `ports` and `encapsulations` are this side's
 * order, and undefined means all. */
export function readRelays(
  object: JsonObject,
  ports?: readonly number[],
  encapsulations?: readonly string[],
): RelayOffer[] {
  const relays = need(getObjects(object, "relays"));
  if (relays.length > maxRelays) throw new Failure("malformed", "relays");
  return relays.map((relay) => {
    const theirs = readPorts(relay);
    const speaks = need(getStrings(relay, "encapsulations"));
    const tickets = need(getObjects(relay, "tickets"));
    const host = need(getString(relay, "host"));
    if (tickets.length > maxTickets || !/^[0-9A-Za-z.:_-]{1,253}$/.test(host)) throw new Failure("malformed", "relay");
    return {
      id: need(getString(relay, "id")),
      host,
      ports: ports ? ports.filter((port) => theirs.includes(port)) : theirs,
      encapsulations: encapsulations ? encapsulations.filter((one) => speaks.includes(one)) : speaks,
      tickets: tickets.map(readTicket),
    };
  });
}

function readPorts(object: JsonObject): number[] {
  const ports = need(getIntegers(object, "ports"));
  if (ports.length > maxPorts || ports.some((port) => port < 1 || port > 65535)) throw new Failure("malformed", "ports");
  return ports;
}

function readTicket(object: JsonObject): RelayTicket {
  const ticket = need(getString(object, "ticket"));
  const key = need(fromBase64url(need(getString(object, "key"))));
  if (ticket === "" || ticket.length > maxRelayTicket || key.length !== 32) throw new Failure("malformed", "ticket");
  return { ticket, key };
}
