// The client's side: from a code or a link to a session.

import { signal } from "@preact/signals";
import type { Credential } from "@cordee/sdk";
import { callText } from "../api/call";
import { Problem } from "../api/problem";
import { callerOf } from "../session/broker_side";
import type { SessionView } from "../session/session_view";
import { KeysChanged } from "../session/trust";
import { t } from "./texts";
import type { Link } from "./way_in";

export type Stage =
  | { readonly at: "enter"; readonly problem?: Problem; readonly keysChanged?: boolean }
  | { readonly at: "asking" }
  | { readonly at: "session"; readonly view: SessionView };

export const stage = signal<Stage>({ at: "enter" });

export type By = { readonly link: Link } | { readonly typed: string };

export async function join(by: By, name: string): Promise<void> {
  const core = await import("../session/core");
  const { parseSessionCode } = await import("./code");
  const code = "typed" in by ? parseSessionCode(by.typed) : undefined;
  stage.value = { at: "asking" };
  try {
    const { grantKeys } = await import("../session/trust");
    const { runSession } = await import("../session/run_session");
    const trust = await grantKeys(core.fromBase64url);
    const key = await core.makeX25519KeyPair();
    const way = "link" in by ? { invitation: by.link.invitation } : { code: code?.routing };
    const body = { ...way, key: core.toBase64url(key.publicKey), name };
    const meeting = core.readMeeting(core.parseJson(await callText("POST", "/meetings", { body })));
    const credential = credentialOf(by, code?.secret ?? "", core.fromBase64url);
    const caller = callerOf(meeting.access ?? "");
    await runSession({ core, self: "agent", meeting, credential, trust, key, name, caller }, (view) => {
      stage.value = { at: "session", view };
    });
  } catch (error) {
    stage.value = { at: "enter", problem: explain(error, "typed" in by), keysChanged: error instanceof KeysChanged };
  }
}

function credentialOf(by: By, digits: string, decode: (text: string) => Uint8Array<ArrayBuffer> | null | undefined): Credential {
  if ("typed" in by) return { way: "code", digits };
  return { way: "link", secret: decode(by.link.secret) ?? new Uint8Array(16) };
}

/** What happened, and what to do next. */
function explain(error: unknown, byCode: boolean): Problem {
  const say = (what: string, hint: string): Problem => new Problem(0, "join", what, hint);
  if (error instanceof KeysChanged) return say(t("keysChanged"), t("keysChangedHint"));
  if (error instanceof Problem) {
    if (error.code === "limit") return say(t("many"), t("manyHint", error.retryAfter ?? 60));
    if (error.status !== 404 && error.status !== 410 && error.status !== 409) return error;
    return byCode ? say(t("unknownCode"), t("unknownCodeHint")) : say(t("usedLink"), t("usedLinkHint"));
  }
  const { name, ending, code } = error as { name?: string; ending?: string; code?: string };
  if (name === "HandshakeFailure" && (ending === "silent" || ending === "connection_lost")) return say(t("noRelay"), t("noRelayHint"));
  if (name === "HandshakeFailure") return byCode && ending === "auth" ? say(t("wrongCode"), t("wrongCodeHint")) : say(t("notTrusted"), t("notTrustedHint"));
  if (code === "unreachable" || code === "timed_out" || code === "unsupported" || code === "closed") return say(t("noRelay"), t("noRelayHint"));
  return say(t("notTrusted"), t("notTrustedHint"));
}
