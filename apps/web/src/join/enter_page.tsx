// The first page: a code, or what a link says.

import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { keep, read } from "../base/language";
import { forgetKeys } from "../session/trust";
import { Copyable, Field, Form, Trouble } from "../ui/parts";
import { lookAt } from "./code";
import { join, stage } from "./joining";
import { t } from "./texts";
import type { Arrival, Link } from "./way_in";
import { Problem } from "../api/problem";

const nameKey = "cordee.name";

export function EnterPage({ arrival }: { readonly arrival: Arrival }): JSX.Element {
  const now = stage.value;
  const [name, setName] = useState(read(nameKey) ?? "");
  const link = "link" in arrival ? arrival.link : undefined;
  const go = (by: Parameters<typeof join>[0]): Promise<void> => {
    keep(nameKey, name.trim());
    return join(by, name.trim().slice(0, 60) || t("someone"));
  };
  const problem = now.at === "enter" ? now.problem : undefined;
  const anew = (): void => {
    forgetKeys();
    stage.value = { at: "enter" };
  };
  // A link that met is used up: then a code is the way.
  const byLink = link && !problem;
  return (
    <div class="stack wide">
      {"broken" in arrival && arrival.broken && (
        <div class="notice warm" role="alert">
          <strong>{t("linkBroken")}</strong>
          <p>{t("linkBrokenHint")}</p>
        </div>
      )}
      {problem && <Trouble error={problem} />}
      {now.at === "enter" && now.keysChanged && (
        <div>
          <button type="button" class="button" onClick={anew}>
            {t("trustAnew")}
          </button>
        </div>
      )}
      <div class="sheet stack">
        <h1>{byLink ? t("linkTitle") : t("title")}</h1>
        {byLink ? (
          <Form label={t("join")} submit={() => go({ link })}>
            <p>{t("linkIntro")}</p>
            <NameField name={name} set={setName} />
          </Form>
        ) : (
          <CodeForm go={(typed) => go({ typed })} name={<NameField name={name} set={setName} />} />
        )}
      </div>
      <ProgramWay link={byLink ? link : undefined} />
      <p class="quiet">{t("promise")}</p>
    </div>
  );
}

function NameField({ name, set }: { readonly name: string; readonly set: (name: string) => void }): JSX.Element {
  return <Field label={t("name")} hint={t("nameHint")} value={name} set={set} input={{ maxLength: 60, autocomplete: "name" }} />;
}

function CodeForm(props: { readonly go: (typed: string) => Promise<void>; readonly name: JSX.Element }): JSX.Element {
  const [typed, setTyped] = useState("");
  const look = lookAt(typed);
  const complaint = look === "typo" ? t("codeTypo") : look === "form" ? t("codeForm") : undefined;
  const submit = async (): Promise<void> => {
    if (look !== "good") throw new Problem(0, "typo", look === "typo" ? t("codeTypo") : t("codeForm"));
    await props.go(typed);
  };
  return (
    <Form label={t("join")} submit={submit}>
      <p>{t("intro")}</p>
      <Field
        label={t("code")}
        hint={complaint ?? t("codeHint")}
        bad={complaint !== undefined}
        value={typed}
        set={setTyped}
        input={{ class: "input code-input", inputMode: "numeric", autocomplete: "off", spellcheck: false, maxLength: 24, required: true, autofocus: true }}
      />
      {props.name}
    </Form>
  );
}

function ProgramWay({ link }: { readonly link: Link | undefined }): JSX.Element {
  const command = link ? `cordee-agent join '${link.whole}'` : `cordee-agent join 1234-5678-9012 --broker ${location.origin}`;
  return (
    <details>
      <summary>{t("program")}</summary>
      <div class="stack tight">
        <p>{t("programWhy")}</p>
        <Copyable text={command} label={t("program")} />
        {!link && <p class="quiet">{t("programCode")}</p>}
        <p class="quiet">{t("programOr")}</p>
      </div>
    </details>
  );
}
