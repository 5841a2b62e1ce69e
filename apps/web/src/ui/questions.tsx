// What a person is asked in a session, one thing after the other.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { dictionary } from "../base/language";
import { askedName, moduleName } from "../modules/names";
import type { Question, SessionView } from "../session/session_view";
import { Check, Dialog } from "./parts";

const t = dictionary(
  {
    title: "{} asks: {}",
    titleOf: "{} of {} asks: {}",
    intro: "You decide. You can take it back at any time.",
    allow: "Allow",
    no: "No",
  },
  {
    title: "{} demande : {}",
    titleOf: "{} ({}) demande : {}",
    intro: "C’est vous qui décidez. Vous pouvez revenir dessus à tout moment.",
    allow: "Autoriser",
    no: "Non",
  },
);

function Consent({ question }: { readonly question: Question }): JSX.Element {
  const asked = question.consent;
  const [allowed, setAllowed] = useState<readonly string[]>(asked?.permissions ?? []);
  if (!asked) return <></>;
  const { operatorName, organisation, module, permissions } = asked;
  const title = organisation ? t("titleOf", operatorName, organisation, moduleName(module)) : t("title", operatorName, moduleName(module));
  const toggle = (one: string, on: boolean): void => setAllowed(permissions.filter((other) => (other === one ? on : allowed.includes(other))));
  return (
    <Dialog beside title={title} close={() => question.answer([])}>
      <p class="quiet">{t("intro")}</p>
      <div>
        {permissions.map((one) => (
          <Check key={one} label={askedName(module, one)} on={allowed.includes(one)} set={(on) => toggle(one, on)} />
        ))}
      </div>
      <div class="row">
        <button type="button" class="button main" disabled={allowed.length === 0} onClick={() => question.answer(allowed)}>
          {t("allow")}
        </button>
        <button type="button" class="button" onClick={() => question.answer([])}>
          {t("no")}
        </button>
      </div>
    </Dialog>
  );
}

function Choice({ question }: { readonly question: Question }): JSX.Element {
  return (
    <Dialog beside title={moduleName(question.module)} close={() => question.answer(0)}>
      <p class="words">{question.text}</p>
      <div class="row">
        {question.choices?.map((choice, i) => (
          <button key={i} type="button" class="button" onClick={() => question.answer(i)}>
            {choice}
          </button>
        ))}
      </div>
    </Dialog>
  );
}

export function Questions({ view }: { readonly view: SessionView }): JSX.Element | null {
  const first = view.questions.value[0];
  if (!first) return null;
  return first.kind === "consent" ? <Consent question={first} /> : <Choice question={first} />;
}
