// The session protocol for browsers. README.md shows how it is used.

export { fromBase64url, fromHex, fromText, toBase64url, toHex, toText, type Bytes } from "./base/bytes.js";
export { systemClock, type Clock } from "./base/clock.js";
export { Failure, codeOf, type Errc } from "./base/error.js";
export { parseJson, type JsonObject } from "./base/json.js";
export { printable } from "./base/printable.js";
export { priorityClasses, type PriorityClass } from "./base/priority.js";
export { systemRandom, type Random } from "./base/random.js";
export { parseVersion, versionText, type Version } from "./base/version.js";
export { parseGrant, type Grant, type GrantedModule, type Part } from "./crypto/grant.js";
export { GrantVerifier, type TrustStore } from "./crypto/grant_verifier.js";
export { formatSessionCode, makeSessionCode, parseSessionCode, type SessionCode } from "./crypto/session_code.js";
export { makeX25519KeyPair, type X25519KeyPair } from "./crypto/x25519.js";
export { readMeeting, readRelays, type Meeting, type RelayOffer } from "./endpoint/meeting.js";
export { openSession, type OpenOptions } from "./endpoint/open_session.js";
export type { MoreTickets } from "./endpoint/relay_paths.js";
export type { Introduce } from "./session/control_message.js";
export type { Ended, Ending } from "./session/ended.js";
export type { Credential, SpendGuess } from "./session/handshake/config.js";
export { HandshakeFailure } from "./session/handshake/handshake.js";
export type {
  ChannelSpec,
  Module,
  ModuleInfo,
  ModulePort,
  ModuleProvider,
  ModuleRequest,
  Side,
} from "./session/module.js";
export type { Peer } from "./session/peer_info.js";
export type { DevicePolicy } from "./session/rights.js";
export type { Session } from "./session/session.js";
export type { Consent, ConsentRequest, Events, PairAnswer, PairDesk } from "./session/session_config.js";
export { defaultTiming, type Timing } from "./session/timing.js";
export type { Reach } from "./transport/reach_relay.js";
export type { Role, Way } from "./wire/kinds.js";
export { openInline, type LiveSession, type Pairing, type Status } from "./worker/live_session.js";
export { openInWorker, type WorkerOptions } from "./worker/open_in_worker.js";
export type { Port } from "./worker/rpc.js";
