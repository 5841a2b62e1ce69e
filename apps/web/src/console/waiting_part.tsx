// A session that nobody has joined yet: code, link and QR code.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Problem } from "../api/problem";
import { language } from "../base/language";
import { forgetKeys, KeysChanged } from "../session/trust";
import { Lazy } from "../ui/lazy";
import { Act, Copyable, Trouble } from "../ui/parts";
import type { OperatorSession } from "./operator_session";
import { closeTab } from "./sessions";
import { CloseTab, TabName } from "./tab_name";
import { t } from "./texts";

function clock(time: number): string {
  return new Intl.DateTimeFormat(language.value, { timeStyle: "short" }).format(time);
}

/** True from that moment on. */
function useOver(time: number): boolean {
  const [, look] = useState(0);
  const left = time - Date.now();
  useEffect(() => {
    if (left <= 0) return undefined;
    const timer = setTimeout(() => look((n) => n + 1), left + 50);
    return () => clearTimeout(timer);
  }, [time]);
  return left <= 0;
}

export function WaitingPart({ session }: { readonly session: OperatorSession }): JSX.Element {
  const state = session.state.value;
  if (state === "making")
    return (
      <p role="status" class="quiet">
        {t("making")}
      </p>
    );
  return (
    <div class="stack">
      <TabName session={session} />
      <p role="status" class="row">
        <span class="dot warm pulse" /> {state === "connecting" ? t("someoneCame") : t("waitTitle")}
      </p>
      <div class="sheet stack wide">
        {session.code.value !== "" && <Code session={session} />}
        <div class="stack tight">
          <h3>{t("sendLink")}</h3>
          <Copyable text={session.link.value} label={t("sendLink")} />
          <p class="quiet">{t("sendLinkHint", clock(session.expires.value))}</p>
        </div>
        <details>
          <summary>{t("scan")}</summary>
          <Lazy load={() => import("../ui/qr")} of={{ text: session.link.value, label: t("qr") }} />
        </details>
      </div>
      <div>
        <Act label={t("withdraw")} act={() => closeTab(session)} />
      </div>
    </div>
  );
}

function Code({ session }: { readonly session: OperatorSession }): JSX.Element {
  const over = useOver(session.codeExpires.value);
  if (over) return <p class="quiet">{t("codeOver", clock(session.expires.value))}</p>;
  const spoken = session.code.value.split("-").map((part) => part.split("").join(" "));
  return (
    <div class="stack tight">
      <h3>{t("readCode")}</h3>
      <p class="code">
        <span aria-hidden="true">{session.code.value}</span>
        <span class="unseen">{spoken.join(", ")}</span>
      </p>
      <p class="quiet">{t("readCodeHint", `${location.host}/join`, clock(session.codeExpires.value))}</p>
      {session.guessesLeft.value < 3 && (
        <p class="notice warm" role="status">
          {t("guesses", session.guessesLeft.value)}
        </p>
      )}
    </div>
  );
}

export function OverPart({ session }: { readonly session: OperatorSession }): JSX.Element {
  const problem = session.problem.value;
  return (
    <div class="stack">
      <TabName session={session} />
      {problem instanceof KeysChanged ? (
        <div class="notice bad" role="alert">
          <strong>{t("keysChanged")}</strong>
          <p>{t("keysChangedHint")}</p>
          <button type="button" class="button small" onClick={forgetKeys}>
            {t("acceptKeys")}
          </button>
        </div>
      ) : problem === undefined ? (
        <p role="status">{t("over")}</p>
      ) : (
        <div class="stack tight">
          <p role="status">{t("failed")}</p>
          <Trouble error={problem instanceof Problem ? problem : new Problem(0, "session", t("noMeeting"), t("noMeetingHint"))} />
        </div>
      )}
      <div>
        <CloseTab session={session} />
      </div>
    </div>
  );
}
