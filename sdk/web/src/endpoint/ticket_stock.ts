// The tickets that this side still has, relay by relay: each works once and for a quarter of an hour.

import type { Clock } from "../base/clock.js";
import type { RelayPlace } from "../transport/reach_relay.js";
import type { RelayTicket } from "../transport/relay_door.js";
import type { RelayOffer } from "./meeting.js";

/** A ticket lives 15 min by the broker's clock; the last minute is left for the way to the relay. */
const ticketLife = 14 * 60_000;
const maxPerRelay = 24;
/** Fewer than this at one of the relays, and it is time to fetch more. */
const few = 3;

interface Shelf {
  readonly place: RelayPlace;
  tickets: { readonly ticket: RelayTicket; readonly until: number }[];
}

export class TicketStock {
  #shelves: Shelf[] = [];

  constructor(
    relays: readonly RelayOffer[],
    private readonly clock: Clock,
  ) {
    this.add(relays);
  }

  /** In the order in which they are to be tried. */
  get places(): readonly RelayPlace[] {
    return this.#shelves.map((shelf) => shelf.place);
  }

  /** The oldest that is still good; it is gone from here. */
  take(relay: string): RelayTicket | undefined {
    return this.#good(relay)?.tickets.shift()?.ticket;
  }
  count(relay: string): number {
    return this.#good(relay)?.tickets.length ?? 0;
  }
  get low(): boolean {
    return this.#shelves.length === 0 || this.#shelves.some((shelf) => this.count(shelf.place.id) < few);
  }

  /** What the broker gave. Relays that it does not name any more are forgotten. */
  add(relays: readonly RelayOffer[]): void {
    const until = this.clock.steady() + ticketLife;
    this.#shelves = relays.map((relay) => {
      const before = this.#shelves.find((shelf) => shelf.place.id === relay.id)?.tickets ?? [];
      const fresh = relay.tickets.map((ticket) => ({ ticket, until }));
      const { id, host, ports, encapsulations } = relay;
      return { place: { id, host, ports, encapsulations }, tickets: [...before, ...fresh].slice(0, maxPerRelay) };
    });
  }

  #good(relay: string): Shelf | undefined {
    const shelf = this.#shelves.find((one) => one.place.id === relay);
    if (shelf) shelf.tickets = shelf.tickets.filter((one) => one.until > this.clock.steady());
    return shelf;
  }
}
