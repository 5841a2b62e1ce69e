// How a session came to its end. Expected endings are values.

import type { Code } from "../wire/codes.js";

/** The protocol's codes, and what only happens here: the path broke, nothing was heard for too long. */
export type Ending = Code | "connection_lost" | "silent";

export interface Ended {
  readonly ending: Ending;
  readonly byPeer: boolean;
}
