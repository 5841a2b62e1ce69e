// The session core, in a chunk of its own: it is loaded when a session is about to begin.

import type { Port } from "@cordee/sdk";
import workerUrl from "@cordee/sdk/worker?worker&url";

export {
  Failure,
  formatSessionCode,
  fromBase64url,
  GrantVerifier,
  HandshakeFailure,
  makeSessionCode,
  makeX25519KeyPair,
  openInWorker,
  parseJson,
  parseVersion,
  printable,
  readMeeting,
  readRelays,
  systemClock,
  systemRandom,
  toBase64url,
  toHex,
  versionText,
} from "@cordee/sdk";
export { openFrame, runPlugin } from "@cordee/sdk/plugin";

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** Our own worker, and nothing else, may be started. */
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy("cordee", {
  createScriptURL: (url) => {
    if (url !== workerUrl) throw new TypeError("not a script of this page");
    return url;
  },
});

export function startWorker(): { readonly port: Port; stop(): void } {
  const worker = new Worker(policy?.createScriptURL(workerUrl) ?? workerUrl, { type: "module", name: "cordee-session" });
  return { port: worker as unknown as Port, stop: () => worker.terminate() };
}
