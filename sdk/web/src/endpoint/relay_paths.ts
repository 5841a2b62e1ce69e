// The paths of a session through its relays: every relay with a ticket is tried, best first, until the other side
// is met at one of them.

import { pause, withDeadline } from "../base/deadline.js";
import { Failure } from "../base/error.js";
import type { NewPath, PathSource } from "../session/path_source.js";
import { reachRelay, type Reach, type RelayPlace } from "../transport/reach_relay.js";
import { enterRelay } from "../transport/relay_door.js";
import type { RelayOffer } from "./meeting.js";
import type { TicketStock } from "./ticket_stock.js";

/** Asks the broker for more: through which relay the session goes now, and which did not answer. */
export type MoreTickets = (on: string | undefined, failed: readonly string[]) => Promise<readonly RelayOffer[]>;

/** Between two relays, and between two rounds over all of them. */
const stagger = 400;
const firstPause = 250;
const longestPause = 5000;
/** Somewhat longer than a relay lets one wait for the other side. */
const pairingTime = 40_000;
/** What goes through a relay has this rank. */
const relayed = 1;

export class RelayPaths implements PathSource {
  #on: string | undefined;
  readonly #failed = new Set<string>();
  #fetching: Promise<void> | undefined;

  constructor(
    private readonly stock: TicketStock,
    private readonly reach: Reach,
    private readonly more?: MoreTickets,
  ) {}

  async next(worseThan: number, signal: AbortSignal): Promise<NewPath> {
    let wait = firstPause;
    for (;;) {
      if (signal.aborted) throw new Failure("closed", "paths");
      if (worseThan > relayed) {
        const path = await this.#round(signal);
        if (path) return path;
      }
      await pause(this.reach.clock, wait, signal);
      wait = Math.min(2 * wait, longestPause);
    }
  }

  inUse(name: string): void {
    this.#on = this.stock.places.find((place) => name.startsWith(`${place.id} `))?.id;
  }

  /** All relays side by side, a little one after the other. */
  async #round(signal: AbortSignal): Promise<NewPath | undefined> {
    if (this.stock.low) await this.#fetch();
    const stop = new AbortController();
    const end = (): void => stop.abort();
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
    const places = this.stock.places.filter((place) => this.stock.count(place.id) > 0);
    try {
      return await Promise.any(places.map((place, i) => this.#meetAt(place, i * stagger, stop)));
    } catch {
      return undefined;
    } finally {
      signal.removeEventListener("abort", end);
      end();
    }
  }

  async #meetAt(place: RelayPlace, after: number, stop: AbortController): Promise<NewPath> {
    const { clock } = this.reach;
    if (after > 0) await pause(clock, after, stop.signal);
    const reached = await reachRelay(place, this.reach, stop.signal).catch((error: unknown) => {
      if (!stop.signal.aborted) this.#failed.add(place.id);
      throw error;
    });
    const { connection, nonce, name } = reached;
    const end = (): void => connection.close();
    stop.signal.addEventListener("abort", end, { once: true });
    try {
      const ticket = this.stock.take(place.id);
      if (!ticket || stop.signal.aborted) throw new Failure("not_found", "ticket");
      await withDeadline(clock, pairingTime, enterRelay(connection, nonce, ticket), end);
      stop.signal.removeEventListener("abort", end);
      if (stop.signal.aborted) throw new Failure("closed", "paths"); // met elsewhere
      this.#failed.delete(place.id);
      stop.abort();
      return { connection, rank: relayed, name: `${place.id} ${name}` };
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  async #fetch(): Promise<void> {
    const { more } = this;
    if (!more) return;
    const failed = [...this.#failed];
    this.#fetching ??= more(this.#on, failed)
      .then((relays) => {
        if (relays.length > 0) this.stock.add(relays);
        this.#failed.clear();
      })
      .catch(() => undefined) // the tickets that are left will do
      .finally(() => (this.#fetching = undefined));
    await this.#fetching;
  }
}
