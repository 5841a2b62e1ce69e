// Decides whether a grant counts: signed by a trusted broker, for now, and not older than one seen before.

import { toHex } from "../base/bytes.js";
import type { Clock } from "../base/clock.js";
import { Failure } from "../base/error.js";
import { getString, parseJson } from "../base/json.js";
import { maxGrant, parseGrant, type Grant } from "./grant.js";
import { unverifiedFooter, verifyPaseto } from "./paseto.js";

/** Broker keys (Ed25519) by key id. */
export type TrustStore = ReadonlyMap<string, Uint8Array>;

export const grantImplicit = "rs1/grant/v1";
export const maxGrantLife = 15 * 60_000;
export const grantSkew = 90_000;

interface Newest {
  seq: number;
  jti: string;
  exp: number;
}

/** Remembers the newest grant of each session and the latest trusted moment, so one object serves all sessions
 * of a program. */
export class GrantVerifier {
  readonly #newest = new Map<string, Newest>();
  #latestIat = 0;
  #latestAt = 0;

  constructor(
    private readonly trusted: TrustStore,
    private readonly clock: Clock,
  ) {}

  /** Failure too_large, malformed, unsupported (critical claim), not_found (unknown key), bad_signature,
   * not_permitted (lives too long), expired, not_yet_valid, already_used (a newer one of the session is known). */
  async verify(token: string): Promise<Grant> {
    if (token.length > maxGrant) throw new Failure("too_large", "grant");
    const key = this.trusted.get(keyIdOf(token));
    if (!key) throw new Failure("not_found", "grant key");
    const { payload } = await verifyPaseto(key, token, grantImplicit);
    const grant = parseGrant(payload);
    this.#checkTimes(grant);
    this.#remember(grant);
    return grant;
  }

  /** The later of the clock and the newest verified iat plus the time since: turning the clock back does not
   * bring an expired grant to life again. */
  now(): number {
    return Math.max(this.clock.wall(), this.#latestNow());
  }

  #latestNow(): number {
    return this.#latestIat + (this.clock.steady() - this.#latestAt);
  }

  #checkTimes(grant: Grant): void {
    const now = this.now();
    const latest = Math.max(grant.iat, grant.nbf);
    if (grant.exp <= latest) throw new Failure("malformed", "grant");
    if (grant.exp - Math.min(grant.iat, grant.nbf) > maxGrantLife) throw new Failure("not_permitted", "grant");
    if (latest > now + grantSkew) throw new Failure("not_yet_valid", "grant");
    if (now >= grant.exp + grantSkew) throw new Failure("expired", "grant");
  }

  #remember(grant: Grant): void {
    this.#forgetEnded();
    const session = toHex(grant.sid);
    const newest = this.#newest.get(session);
    const same = grant.seq === newest?.seq && grant.jti === newest.jti;
    if (newest && grant.seq <= newest.seq && !same) throw new Failure("already_used", "grant");
    this.#newest.set(session, { seq: grant.seq, jti: grant.jti, exp: grant.exp });
    if (grant.iat > this.#latestNow()) {
      this.#latestIat = grant.iat;
      this.#latestAt = this.clock.steady();
    }
  }

  /** A grant with a lower seq was signed earlier, so once the life of the newest has passed twice all are
   * expired. */
  #forgetEnded(): void {
    const limit = this.now() - maxGrantLife - grantSkew;
    for (const [session, newest] of this.#newest) if (newest.exp < limit) this.#newest.delete(session);
  }
}

/** The footer is {"kid":"…"} and nothing else. */
function keyIdOf(token: string): string {
  const footer = parseJson(unverifiedFooter(token));
  const kid = getString(footer, "kid");
  if (kid === undefined || Object.keys(footer).length !== 1) throw new Failure("malformed", "grant footer");
  return kid;
}
