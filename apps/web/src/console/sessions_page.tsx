// Waiting and running sessions, each in a tab that can be renamed.

import type { JSX } from "preact";
import { Act } from "../ui/parts";
import { asSetting, useAnswers, type Answer } from "./answers";
import type { OperatorSession } from "./operator_session";
import { newSession, sessions, shown } from "./sessions";
import { nameOf } from "./tab_name";
import { LivePart } from "./live_part";
import { OverPart, WaitingPart } from "./waiting_part";
import { t } from "./texts";

export function SessionsPage(): JSX.Element {
  const answers = useAnswers();
  const settings = new Map(answers ? [["answers", answers.map(asSetting).join("\n")]] : []);
  const open = sessions.value;
  return (
    <div class="stack">
      <div class="row">
        <h1 class="grow">{t("sessions")}</h1>
        <Act class="main" label={t("newSession")} act={() => void newSession(settings)} />
      </div>
      {open.length === 0 ? (
        <div class="sheet stack empty">
          <h2>{t("noSession")}</h2>
          <p>{t("noSessionIntro")}</p>
        </div>
      ) : (
        <>
          <Tabs open={open} />
          {open.map((session) => (
            <div key={session.number} role="tabpanel" id={`panel-${session.number}`} aria-labelledby={`tab-${session.number}`} hidden={session !== shown.value}>
              <Part session={session} answers={answers} />
            </div>
          ))}
        </>
      )}
    </div>
  );
}

function Part({ session, answers }: { readonly session: OperatorSession; readonly answers: readonly Answer[] | undefined }): JSX.Element {
  switch (session.state.value) {
    case "live":
      return session.view.value ? <LivePart session={session} view={session.view.value} answers={answers} /> : <></>;
    case "over":
      return <OverPart session={session} />;
    default:
      return <WaitingPart session={session} />;
  }
}

function Tabs({ open }: { readonly open: readonly OperatorSession[] }): JSX.Element {
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined || !shown.value) return;
    const next = open[(open.indexOf(shown.value) + step + open.length) % open.length];
    if (!next) return;
    event.preventDefault();
    shown.value = next;
    document.getElementById(`tab-${next.number}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={t("tabs")} onKeyDown={move}>
      {open.map((session) => (
        <button
          key={session.number}
          type="button"
          role="tab"
          id={`tab-${session.number}`}
          aria-controls={`panel-${session.number}`}
          aria-selected={session === shown.value}
          tabIndex={session === shown.value ? 0 : -1}
          onClick={() => void (shown.value = session)}
        >
          <span class={`dot ${stateDot(session)}`} />
          {nameOf(session)}
          <span class="unseen">{stateName(session)}</span>
        </button>
      ))}
    </div>
  );
}

function stateDot(session: OperatorSession): string {
  if (session.state.value === "live") return session.view.value?.connected.value === false ? "warm pulse" : "on";
  return session.state.value === "over" ? "" : "warm";
}

function stateName(session: OperatorSession): string {
  if (session.state.value === "live") return t("connected");
  return session.state.value === "over" ? t("overTab") : t("waitingTab");
}
