// To a relay through whatever firewall there is: every port in every encapsulation that a page can speak, until
// one greets.

import type { Bytes } from "../base/bytes.js";
import type { Clock } from "../base/clock.js";
import { pause } from "../base/deadline.js";
import { codeOf, Failure } from "../base/error.js";
import type { Connection } from "./connection.js";
import { connectLongPoll, type Fetch } from "./long_poll.js";
import { awaitGreeting } from "./relay_door.js";
import { connectWebSocket, streamTarget, type SocketMaker } from "./web_socket.js";

export interface RelayPlace {
  readonly id: string;
  readonly host: string;
  /** In the order in which they are tried. */
  readonly ports: readonly number[];
  readonly encapsulations: readonly string[];
}

export interface Reach {
  readonly clock: Clock;
  /** Undefined: the page's own. */
  readonly webSocket?: SocketMaker | undefined;
  readonly fetch?: Fetch | undefined;
  /** Only encrypted ways: a page on https may not use others. */
  readonly secureOnly?: boolean | undefined;
}

export interface ReachedRelay {
  readonly connection: Connection;
  readonly nonce: Bytes;
  /** For the person and the log: "relay.example.org:443 https". */
  readonly name: string;
}

const stagger = 150;
/** A WebSocket has so long before a long-poll is tried beside it. */
const webSocketPatience = 500;
const deadline = 10_000;

type Try = { readonly after: number; readonly name: string; connect(signal: AbortSignal): Promise<Connection> };

function plan(place: RelayPlace, reach: Reach): Try[] {
  const host = place.host.includes(":") ? `[${place.host}]` : place.host;
  const schemes = place.encapsulations.filter((one) => one === "https" || (one === "http" && reach.secureOnly !== true));
  return schemes.flatMap((scheme, i) =>
    place.ports.flatMap((port, j) => {
      const after = (i * place.ports.length + j) * stagger;
      const name = `${host}:${port} ${scheme}`;
      const url = `${host}:${port}`;
      const socket = `${scheme === "https" ? "wss" : "ws"}://${url}${streamTarget}`;
      return [
        { after, name, connect: (signal: AbortSignal) => connectWebSocket(socket, reach.clock, signal, reach.webSocket) },
        {
          after: after + webSocketPatience,
          name: `${name} (long-poll)`,
          connect: (signal: AbortSignal) => connectLongPoll(`${scheme}://${url}`, reach.clock, signal, reach.fetch),
        },
      ];
    }),
  );
}

/** The first one that greets; all other tries are closed. Failure unreachable, timed_out, unsupported (there is
 * no way that a page can speak), closed (the signal). */
export async function reachRelay(place: RelayPlace, reach: Reach, signal: AbortSignal): Promise<ReachedRelay> {
  const tries = plan(place, reach);
  if (tries.length === 0) throw new Failure("unsupported", "relay");
  const stop = new AbortController();
  const end = (): void => stop.abort();
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  const takeBack = reach.clock.after(deadline, end);
  try {
    return await Promise.any(tries.map((one) => attempt(one, reach, stop)));
  } catch (error) {
    if (signal.aborted) throw new Failure("closed", "relay");
    const timedOut = stop.signal.aborted;
    const codes = error instanceof AggregateError ? error.errors.map(codeOf) : [];
    throw new Failure(timedOut ? "timed_out" : codes.every((code) => code === "unsupported") ? "unsupported" : "unreachable", "relay");
  } finally {
    takeBack();
    signal.removeEventListener("abort", end);
    end();
  }
}

async function attempt(one: Try, reach: Reach, stop: AbortController): Promise<ReachedRelay> {
  if (one.after > 0) await pause(reach.clock, one.after, stop.signal);
  const connection = await one.connect(stop.signal);
  const end = (): void => connection.close();
  stop.signal.addEventListener("abort", end, { once: true });
  if (stop.signal.aborted) end();
  try {
    const nonce = await awaitGreeting(connection);
    stop.signal.removeEventListener("abort", end);
    if (stop.signal.aborted) throw new Failure("closed", "relay"); // another one was there first
    stop.abort();
    return { connection, nonce, name: one.name };
  } catch (error) {
    connection.close();
    throw error;
  }
}
