// The few parts that pages are made of.

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { problemOf } from "../api/problem";
import { choose, language, languages, type Language } from "../base/language";
import { t } from "../base/texts";
import { chooseTheme, theme, themes, type Theme } from "../base/theme";
import icon from "../icon.svg";

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly set: (value: string) => void;
  readonly type?: string;
  readonly bad?: boolean;
  readonly input?: JSX.InputHTMLAttributes<HTMLInputElement>;
}

export function Field({ label, hint, value, set, type = "text", bad, input }: FieldProps): JSX.Element {
  const id = useId();
  return (
    <label class="field">
      <span>{label}</span>
      <input
        class="input"
        type={type}
        value={value}
        aria-invalid={bad ? "true" : undefined}
        aria-describedby={hint ? id : undefined}
        onInput={(event) => set(event.currentTarget.value)}
        {...input}
      />
      {hint && <small id={id}>{hint}</small>}
    </label>
  );
}

export function Check(props: { label: ComponentChildren; on: boolean; set: (on: boolean) => void; disabled?: boolean }): JSX.Element {
  return (
    <label class="check">
      <input type="checkbox" checked={props.on} disabled={props.disabled} onChange={(event) => props.set(event.currentTarget.checked)} />
      <span>{props.label}</span>
    </label>
  );
}

/** What went wrong, why, and what to do; read aloud when it appears. */
export function Trouble({ error }: { readonly error: unknown }): JSX.Element | null {
  if (error === undefined) return null;
  const { message, hint, retryAfter } = problemOf(error);
  return (
    <div class="notice bad" role="alert">
      <strong>{message}</strong>
      {hint && <p>{hint}</p>}
      {retryAfter !== undefined && <p class="quiet">{retryAfter} s</p>}
    </div>
  );
}

/** A form that does one thing at a time and says what went wrong. */
export function Form(props: {
  readonly children: ComponentChildren;
  readonly submit: () => Promise<void>;
  readonly label: string;
  readonly more?: ComponentChildren;
  readonly class?: string;
}): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const here = useRef(true);
  useEffect(() => () => void (here.current = false), []);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(undefined);
    props
      .submit()
      .catch((failed: unknown) => here.current && setError(failed))
      .finally(() => here.current && setBusy(false));
  };
  return (
    <form class={props.class ?? "stack"} onSubmit={submit} noValidate={false}>
      {props.children}
      <Trouble error={error} />
      <div class="row">
        <button class="button main" disabled={busy} aria-busy={busy}>
          {props.label}
        </button>
        {props.more}
      </div>
    </form>
  );
}

/** An act on one click, with what went wrong beside it. */
export function Act(props: { readonly label: string; readonly class?: string; readonly act: () => Promise<unknown> | void; readonly title?: string }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const act = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await props.act();
    } catch (failed) {
      setError(failed);
    }
    setBusy(false);
  };
  return (
    <>
      <button type="button" class={`button ${props.class ?? ""}`} disabled={busy} title={props.title} onClick={() => void act()}>
        {props.label}
      </button>
      <Trouble error={error} />
    </>
  );
}

interface DialogProps {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly close?: () => void;
  /** The rest of the page stays in reach: Stop, say. */
  readonly beside?: boolean;
}

export function Dialog(props: DialogProps): JSX.Element {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    if (dialog && !dialog.open) props.beside ? dialog.show() : dialog.showModal();
    return () => dialog?.close();
  }, []);
  const cancel = (event: Event): void => {
    event.preventDefault();
    props.close?.();
  };
  const escape = (event: KeyboardEvent): void => {
    if (props.beside && event.key === "Escape") cancel(event);
  };
  return (
    <dialog ref={element} class={props.beside ? "beside" : undefined} aria-labelledby={id} onCancel={cancel} onKeyDown={escape}>
      <div class="stack">
        <h2 id={id}>{props.title}</h2>
        {props.children}
      </div>
    </dialog>
  );
}

export function Copyable({ text, label }: { readonly text: string; readonly label: string }): JSX.Element {
  const [done, setDone] = useState(false);
  const copy = (): void => void navigator.clipboard?.writeText(text).then(() => setDone(true), () => undefined);
  return (
    <div class="copyable">
      <code>{text}</code>
      <button type="button" class="button small" onClick={copy} aria-label={`${t("copy")}: ${label}`}>
        {done ? t("copied") : t("copy")}
      </button>
      <span class="unseen" role="status">
        {done ? t("copied") : ""}
      </span>
    </div>
  );
}

export function Mark(): JSX.Element {
  return (
    <span class="mark">
      <img src={icon} alt="" />
      Cordée
    </span>
  );
}

export function Choices(): JSX.Element {
  return (
    <div class="footer">
      <label>
        <span class="unseen">{t("language")}</span>
        <select value={language.value} onChange={(event) => choose(event.currentTarget.value as Language)}>
          {Object.entries(languages).map(([id, name]) => (
            <option key={id} value={id} lang={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span class="unseen">{t("theme")}</span>
        <select value={theme.value} onChange={(event) => chooseTheme(event.currentTarget.value as Theme)}>
          {themes.map((one) => (
            <option key={one} value={one}>
              {t(one)}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
