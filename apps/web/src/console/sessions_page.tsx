// Waiting and running sessions, each in a tab that can be renamed.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Act } from "../ui/parts";
import { ask, ifThere } from "./account";
import type { OperatorSession } from "./operator_session";
import { closeTab, newSession, sessions, shown } from "./sessions";
import { LivePart } from "./live_part";
import { OverPart, WaitingPart } from "./waiting_part";
import { t } from "./texts";

export interface Answer {
  readonly title: string;
  readonly text: string;
}

/** The person's prepared answers; undefined where the broker keeps none. */
function useAnswers(): readonly Answer[] | undefined {
  const [answers, setAnswers] = useState<readonly Answer[]>();
  useEffect(() => {
    ifThere(ask<{ answers?: readonly Answer[] }>("GET", "/me/answers")).then(
      (found) => setAnswers(found?.answers),
      () => undefined,
    );
  }, []);
  return answers;
}

/** "NAME = text", a line each: the setting of the chat. */
function asSetting({ title, text }: Answer): string {
  return `${title.replace(/[=\s]+/g, " ").trim()} = ${text.replace(/\s+/g, " ").trim()}`;
}

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

export function nameOf(session: OperatorSession): string {
  return session.label.value || t("sessionNumber", session.number);
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

/** The name of a tab, and the button that gives it another. */
export function TabName({ session }: { readonly session: OperatorSession }): JSX.Element {
  const [draft, setDraft] = useState<string>();
  if (draft === undefined)
    return (
      <div class="row">
        <h2>{nameOf(session)}</h2>
        <button type="button" class="button quiet small" onClick={() => setDraft(session.label.value)}>
          {t("rename")}
        </button>
      </div>
    );
  const keep = (event: Event): void => {
    event.preventDefault();
    session.label.value = draft.trim().slice(0, 80);
    setDraft(undefined);
    if (session.id !== "") void ifThere(ask("PATCH", `/sessions/${session.id}`, { label: session.label.value })).catch(() => undefined);
  };
  return (
    <form class="row" onSubmit={keep}>
      <input class="input rename" aria-label={t("label")} value={draft} maxLength={80} autofocus onInput={(event) => setDraft(event.currentTarget.value)} />
      <button class="button small">{t("save")}</button>
    </form>
  );
}

export function CloseTab({ session }: { readonly session: OperatorSession }): JSX.Element {
  return (
    <button type="button" class="button" onClick={() => closeTab(session)}>
      {t("remove")}
    </button>
  );
}
