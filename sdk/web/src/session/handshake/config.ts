// What one side brings to a handshake.

import type { Bytes } from "../../base/bytes.js";
import type { Clock } from "../../base/clock.js";
import type { Random } from "../../base/random.js";
import type { Grant } from "../../crypto/grant.js";
import type { X25519KeyPair } from "../../crypto/x25519.js";
import type { Role, Way } from "../../wire/kinds.js";

/** Counts one guess of a code. When it returns, the count is stored: neither a reconnection nor a restart of the
 * program nor a run beside this one gives the guess back (SEC-10). Failure exhausted when none is left; any
 * failure means that there is no answer. */
export type SpendGuess = () => Promise<void>;

export type Credential =
  /** Eight digits. The holder, who responds, has a limit of guesses, which outlives the handshake. */
  | { readonly way: "code"; readonly digits: string; readonly spendGuess?: SpendGuess }
  | { readonly way: "link"; readonly secret: Bytes }
  /** What was kept when the devices were paired. */
  | { readonly way: "device"; readonly psk: Bytes; readonly peerKey: Bytes }
  /** Of the responder: the pairing psk of a device by its static key; undefined when it is not on the list. */
  | { readonly way: "device"; readonly lookup: (staticKey: Bytes) => Promise<Bytes | undefined> }
  /** What the introducer sent to both. */
  | { readonly way: "introduced"; readonly secret: Bytes; readonly peerKey: Bytes }
  /** Nothing: the broker is trusted for the keys in the grant. */
  | { readonly way: "account" };

export interface HandshakeConfig {
  readonly self: Role;
  readonly peer: Role;
  readonly initiator: boolean;
  readonly session: Bytes; // 16
  readonly grantToken: string;
  /** Of that token, verified. */
  readonly grant: Grant;
  readonly key: X25519KeyPair;
  /** Of this device, told to the other side. */
  readonly name: string;
  readonly capabilities: readonly string[];
  /** That of the way; there is no other way than this one. */
  readonly credential: Credential;
  readonly clock: Clock;
  readonly random: Random;
  /** Milliseconds; undefined: the way's own, 15 s for a code and 10 s for the others. */
  readonly deadline?: number | undefined;
}

export function wayOf(config: HandshakeConfig): Way {
  return config.credential.way;
}
