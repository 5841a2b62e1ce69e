// What a session's tab is called, and how it goes away.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ask, ifThere } from "./account";
import type { OperatorSession } from "./operator_session";
import { closeTab } from "./sessions";
import { t } from "./texts";

export function nameOf(session: OperatorSession): string {
  return session.label.value || t("sessionNumber", session.number);
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
