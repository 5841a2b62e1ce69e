// How things fail, for code: precise, and never shown to the other side. Everything here throws Failure.

export type Errc =
  | "malformed" // bytes or text that do not follow their format
  | "too_large" // a length beyond its limit, refused before anything is allocated
  | "bad_signature" // a signature, tag or MAC that does not verify
  | "bad_key" // a key or group element that must not be used
  | "unexpected" // well-formed, but not at this point of the protocol
  | "unsupported" // a version, suite, algorithm or platform that is not spoken here
  | "not_permitted" // the grant, the policy or the person says no
  | "expired"
  | "not_yet_valid"
  | "already_used"
  | "not_found"
  | "exhausted" // a budget or counter is spent
  | "closed" // the other side, or this one, ended it
  | "timed_out"
  | "unreachable" // no connection could be made
  | "refused" // the other program answered no
  | "io_error"
  | "internal"; // a call failed that cannot fail

export class Failure extends Error {
  override readonly name = "Failure";
  constructor(
    readonly code: Errc,
    /** For the log; never secrets, keys, codes or content. */
    detail = "",
  ) {
    super(detail === "" ? code : `${code}: ${detail}`);
  }
}

/** The code of whatever was thrown; what is no Failure is a bug. */
export function codeOf(error: unknown): Errc {
  return error instanceof Failure ? error.code : "internal";
}
