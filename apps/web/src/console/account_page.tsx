// What a person changes about their own account.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Lazy } from "../ui/lazy";
import { Act, Field, Form } from "../ui/parts";
import { ask, ifThere, lookWhoItIs, me } from "./account";
import type { Answer } from "./answers";
import { t } from "./texts";

export function AccountPage(): JSX.Element {
  const who = me.value;
  if (!who) return <></>;
  return (
    <div class="stack wide form">
      <h1>{t("own")}</h1>
      <dl class="facts">
        <dt>{t("name")}</dt>
        <dd>{who.name}</dd>
        <dt>{t("email")}</dt>
        <dd>{who.email}</dd>
        <dt>{t("role")}</dt>
        <dd>{t(who.role)}</dd>
        <dt>{t("organisation")}</dt>
        <dd>{who.organisation}</dd>
      </dl>
      {who.totp !== undefined && (
        <>
          <Password />
          <SecondFactor on={who.totp} />
          <AnswersEditor />
        </>
      )}
    </div>
  );
}

function Password(): JSX.Element {
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [done, setDone] = useState(false);
  const submit = async (): Promise<void> => {
    await ask("PUT", "/me/password", { old, new: fresh });
    setOld("");
    setFresh("");
    setDone(true);
  };
  return (
    <section class="sheet stack">
      <h2>{t("changePassword")}</h2>
      <Form label={t("change")} submit={submit} more={done && <span role="status">{t("changed")}</span>}>
        <Field label={t("oldPassword")} type="password" value={old} set={setOld} input={{ required: true, autocomplete: "current-password", maxLength: 256 }} />
        <Field label={t("newPassword")} type="password" value={fresh} set={setFresh} input={{ required: true, minLength: 8, maxLength: 256, autocomplete: "new-password" }} />
      </Form>
    </section>
  );
}

function SecondFactor({ on }: { readonly on: boolean }): JSX.Element {
  const [made, setMade] = useState<{ readonly secret: string; readonly uri: string }>();
  const [code, setCode] = useState("");
  const digits = <Field label={t("digitsOfApp")} value={code} set={setCode} input={{ required: true, inputMode: "numeric", pattern: "[0-9 ]{6,7}", autocomplete: "one-time-code" }} />;
  const send = async (method: "PUT" | "DELETE"): Promise<void> => {
    await ask(method, "/me/totp", { code: code.replace(/\s/g, "") });
    setCode("");
    setMade(undefined);
    await lookWhoItIs();
  };
  return (
    <section class="sheet stack">
      <h2>{t("second")}</h2>
      <p class="quiet">{on ? t("secondOn") : t("secondOff")}</p>
      {on ? (
        <Form label={t("secondEnd")} submit={() => send("DELETE")}>
          {digits}
        </Form>
      ) : made ? (
        <>
          <p>{t("secondScan")}</p>
          <Lazy load={() => import("../ui/qr")} of={{ text: made.uri, label: t("second") }} />
          <p class="digits wrap">{made.secret}</p>
          <Form label={t("secondConfirm")} submit={() => send("PUT")}>
            {digits}
          </Form>
        </>
      ) : (
        <div>
          <Act label={t("secondBegin")} act={async () => setMade(await ask("POST", "/me/totp", {}))} />
        </div>
      )}
    </section>
  );
}

function AnswersEditor(): JSX.Element | null {
  const [answers, setAnswers] = useState<readonly Answer[]>();
  const [saved, setSaved] = useState(false);
  useEffect(() => {
    ifThere(ask<{ answers?: readonly Answer[] }>("GET", "/me/answers")).then(
      (found) => setAnswers(found && (found.answers ?? [])),
      () => undefined,
    );
  }, []);
  if (!answers) return null;
  const change = (at: number, next: Answer | undefined): void => {
    setSaved(false);
    setAnswers(answers.flatMap((one, i) => (i === at ? (next ? [next] : []) : [one])));
  };
  const save = async (): Promise<void> => {
    await ask("PUT", "/me/answers", { answers });
    setSaved(true);
  };
  return (
    <section class="sheet stack">
      <h2>{t("answers")}</h2>
      <Form
        label={t("save")}
        submit={save}
        more={
          <>
            <button type="button" class="button" disabled={answers.length >= 100} onClick={() => setAnswers([...answers, { title: "", text: "" }])}>
              {t("addAnswer")}
            </button>
            {saved && <span role="status">{t("saved")}</span>}
          </>
        }
      >
        {answers.map((one, i) => (
          <div key={i} class="stack tight answer">
            <Field label={t("answerTitle")} value={one.title} set={(title) => change(i, { ...one, title })} input={{ required: true, maxLength: 80 }} />
            <label class="field">
              <span>{t("answerText")}</span>
              <textarea class="input" required maxLength={2000} value={one.text} onInput={(event) => change(i, { ...one, text: event.currentTarget.value })} />
            </label>
            <div>
              <button type="button" class="button small quiet" onClick={() => change(i, undefined)}>
                {t("delete")}
              </button>
            </div>
          </div>
        ))}
      </Form>
    </section>
  );
}
