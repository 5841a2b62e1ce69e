// Where a session gets further connections to the other side from, while it runs.

import type { Connection } from "../transport/connection.js";

export interface NewPath {
  readonly connection: Connection;
  /** Lower is better: 0 is direct, what goes through a relay is more. */
  readonly rank: number;
  /** For the person and the log: "relay.example.org:443 https". */
  readonly name: string;
}

export interface PathSource {
  /** The next connection that ends at the other side, better than `worseThan` in rank. Tries for as long as it
   * takes, at its own pace, until the signal is given; then it closes what it has and rejects. The other side
   * asks its own source meanwhile. */
  next(worseThan: number, signal: AbortSignal): Promise<NewPath>;
  /** The session goes through this one of its connections now, by name; the others are spare. */
  inUse?(name: string): void;
  /** Where the other side can be reached without a relay; a browser cannot go there. */
  peerCandidates?(candidates: readonly string[]): void;
}
