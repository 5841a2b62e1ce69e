// The policy as text: checked while it is typed, explained before it holds, and nobody's change lost.

import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Problem } from "../api/problem";
import { dateText } from "../base/language";
import { ask } from "../console/account";
import { hasRoute, pageName } from "../console/admin_entries";
import { moduleName, permissionName } from "../modules/names";
import { usePaged } from "../ui/paged";
import { Act, Field, Form, Trouble } from "../ui/parts";
import { Table } from "../ui/table";
import { Opener, Page } from "./parts";
import { t } from "./texts";

interface LineProblem {
  readonly line: number;
  readonly column: number;
  readonly what: string;
  readonly hint?: string;
  readonly warning?: boolean;
}

interface PolicyAnswer {
  readonly text?: string;
  readonly version?: number | string;
  readonly rules?: unknown;
  readonly modules?: unknown;
}

interface Current {
  readonly text: string;
  readonly version: number | string;
  readonly by?: string;
  readonly at?: string;
}

/** In the policy's own words, which have one language. */
const examples = `allow everybody chat
allow group Support remote-control view,input
allow operator ada@example.org file-transfer send to-client
deny group "Night shift" * on device Reception
deny everybody file-transfer mon-fri 18:00-08:00 Europe/Paris   # outside working hours`;

/** An older broker has rules in JSON instead. */
const asJson = ({ rules, modules }: PolicyAnswer): string => JSON.stringify({ rules, ...(modules === undefined ? {} : { modules }) }, null, 2);

export function PolicyPage(): JSX.Element {
  const [loaded, setLoaded] = useState<PolicyAnswer>();
  const [text, setText] = useState("");
  const [error, setError] = useState<unknown>();
  const [conflict, setConflict] = useState<Current>();
  const [saved, setSaved] = useState(false);
  const isText = loaded?.text !== undefined;
  const load = async (): Promise<void> => {
    const found = await ask<PolicyAnswer>("GET", "/policy");
    setLoaded(found);
    setText(found.text ?? asJson(found));
    setConflict(undefined);
  };
  useEffect(() => void load().catch(setError), []);
  const save = async (version = loaded?.version): Promise<void> => {
    setSaved(false);
    const body = isText ? { text, version, ...(loaded?.modules === undefined ? {} : { modules: loaded.modules }) } : (JSON.parse(text) as object);
    try {
      const { version: next } = await ask<{ version?: number | string }>("PUT", "/policy", body);
      setLoaded({ ...loaded, ...(isText ? { text } : {}), ...(next === undefined ? {} : { version: next }) });
      setConflict(undefined);
      setSaved(true);
    } catch (failed) {
      const current = failed instanceof Problem && failed.status === 409 ? (failed.document["current"] as Current | undefined) : undefined;
      if (current === undefined) throw failed;
      setConflict(current);
    }
  };
  const change = (next: string): void => {
    setText(next);
    setSaved(false);
  };
  return (
    <Page title={pageName("policy")} beside={loaded?.version !== undefined && <span class="quiet">{t("version", loaded.version)}</span>}>
      <Trouble error={error} />
      {loaded && (
        <>
          <p class="quiet">{t("policyIntro")}</p>
          {isText && (
            <details>
              <summary>{t("grammar")}</summary>
              <pre class="list" tabIndex={0}>
                {examples}
              </pre>
            </details>
          )}
          {conflict && <Conflict conflict={conflict} take={() => change(conflict.text)} over={() => save(conflict.version)} load={(version) => setLoaded({ ...loaded, version })} />}
          <Editor text={text} set={change} checks={isText && hasRoute("POST /policy/check")} />
          <div class="row">
            <Act class="main" label={t("save")} act={() => save()} />
            {saved && <span role="status">{t("saved")}</span>}
          </div>
          {hasRoute("POST /policy/explain") && <Explain text={isText ? text : undefined} />}
          {hasRoute("GET /policy/versions") && <Versions key={String(loaded.version)} take={change} />}
        </>
      )}
    </Page>
  );
}

interface ConflictProps {
  readonly conflict: Current;
  readonly take: () => void;
  readonly over: () => Promise<void>;
  readonly load: (version: number | string) => void;
}

function Conflict({ conflict, take, over, load }: ConflictProps): JSX.Element {
  const { text, version, by = "", at = "" } = conflict;
  const takeTheirs = (): void => {
    take();
    load(version);
  };
  return (
    <section class="notice warm stack tight" role="alert">
      <strong>{t("conflict")}</strong>
      <p>{t("conflictBy", by, version, dateText(at))}</p>
      <textarea class="input mono" readOnly rows={Math.min(16, text.split("\n").length + 1)} aria-label={t("theirs")} value={text} />
      <div class="row">
        <button type="button" class="button small" onClick={takeTheirs}>
          {t("takeTheirs")}
        </button>
        <Act class="small" label={t("overTheirs")} act={over} />
      </div>
    </section>
  );
}

const thinking = 400;

function Editor(props: { readonly text: string; readonly set: (text: string) => void; readonly checks: boolean }): JSX.Element {
  const { text, set, checks } = props;
  const [problems, setProblems] = useState<readonly LineProblem[]>();
  const area = useRef<HTMLTextAreaElement>(null);
  const numbers = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (!checks) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      ask<{ problems?: readonly LineProblem[] }>("POST", "/policy/check", { text }, { signal: stop.signal }).then(
        (found) => setProblems(found.problems ?? []),
        () => undefined,
      );
    }, thinking);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text, checks]);
  const lines = text.split("\n");
  const bad = new Set((problems ?? []).map((one) => one.line));
  const go = (problem: LineProblem): void => {
    const at = lines.slice(0, problem.line - 1).reduce((sum, line) => sum + line.length + 1, 0) + problem.column - 1;
    area.current?.focus();
    area.current?.setSelectionRange(at, at + 1);
  };
  return (
    <div class="stack tight">
      <div class="editor">
        <pre ref={numbers} aria-hidden="true">
          {lines.map((_, i) => (
            <span key={i} class={bad.has(i + 1) ? "bad" : undefined}>{`${i + 1}\n`}</span>
          ))}
        </pre>
        <textarea
          ref={area}
          class="mono"
          aria-label={t("rule")}
          aria-invalid={bad.size > 0 ? "true" : undefined}
          spellcheck={false}
          wrap="off"
          rows={Math.max(12, Math.min(30, lines.length + 1))}
          value={text}
          onInput={(event) => set(event.currentTarget.value)}
          onScroll={(event) => numbers.current && (numbers.current.scrollTop = event.currentTarget.scrollTop)}
        />
      </div>
      {problems && (
        <div role="status">
          {problems.length === 0 ? (
            <p class="quiet">{t("noProblems")}</p>
          ) : (
            <>
              <h2>{t("problems")}</h2>
              <ul class="plain">
                {problems.map((one, i) => (
                  <li key={i}>
                    <button type="button" class="button quiet small" onClick={() => go(one)}>
                      {t("line", one.line, one.column)}
                    </button>
                    {one.what} <span class="quiet">{one.hint}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      )}
    </div>
  );
}

interface Decision {
  readonly module: string;
  readonly permission?: string;
  readonly direction?: string;
  readonly allowed: boolean;
  readonly rule?: { readonly line?: number; readonly text?: string };
  readonly why?: string;
}

function Explain({ text }: { readonly text: string | undefined }): JSX.Element {
  const [operator, setOperator] = useState("");
  const [device, setDevice] = useState("");
  const [module, setModule] = useState("");
  const [at, setAt] = useState("");
  const [decisions, setDecisions] = useState<readonly Decision[]>();
  const submit = async (): Promise<void> => {
    const body = {
      operator: operator.trim(),
      module: module.trim() || "*",
      ...(text === undefined ? {} : { text }),
      ...(device.trim() === "" ? {} : { device: device.trim() }),
      ...(at === "" ? {} : { at: `${new Date(at).toISOString().slice(0, 19)}Z` }),
    };
    setDecisions((await ask<{ decisions?: readonly Decision[] }>("POST", "/policy/explain", body)).decisions ?? []);
  };
  return (
    <section class="sheet stack">
      <h2>{t("explain")}</h2>
      <p class="quiet">{t("explainIntro")}</p>
      <Form label={t("ask")} submit={submit}>
        <div class="fields">
          <Field label={t("operatorMail")} type="email" value={operator} set={setOperator} input={{ required: true, maxLength: 254, autocomplete: "off" }} />
          <Field label={t("device")} value={device} set={setDevice} input={{ maxLength: 160 }} />
          <Field label={t("module")} value={module} set={setModule} input={{ maxLength: 64, pattern: "[a-z0-9-]+|\\*" }} />
          <Field label={t("at")} type="datetime-local" value={at} set={setAt} />
        </div>
      </Form>
      {decisions && (
        <ul class="decisions" role="status">
          {decisions.map((one, i) => (
            <li key={i}>
              <span class={one.allowed ? "dot on" : "dot"} />
              <strong>{`${moduleName(one.module)}${one.permission ? `: ${permissionName(one.module, one.permission)}` : ""}`}</strong>
              <span>{one.direction && one.direction !== "both" ? one.direction : ""}</span>
              <span>{one.allowed ? t("allowed") : t("denied")}</span>
              <span class="quiet">{one.rule?.line !== undefined ? t("byLine", one.rule.line, one.rule.text ?? "") : one.why}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface VersionRow {
  readonly version: number | string;
  readonly at: string;
  readonly by: string;
}

function Versions({ take }: { readonly take: (text: string) => void }): JSX.Element {
  const list = usePaged<VersionRow>("/policy/versions", "versions");
  return (
    <section class="stack tight">
      <h2>{t("versions")}</h2>
      <Table
        label={t("versions")}
        list={list}
        id={(row) => row.version}
        columns={[
          { head: t("state"), cell: (row) => t("version", row.version), narrow: true },
          { head: t("when"), cell: (row) => dateText(row.at), narrow: true },
          { head: t("by"), cell: (row) => row.by },
          {
            head: "",
            cell: (row) => (
              <Opener label={t("show")} spoken={`${t("show")}: ${t("version", row.version)}`} title={t("version", row.version)}>
                {(close) => <OldText version={row.version} take={take} close={close} />}
              </Opener>
            ),
          },
        ]}
      />
    </section>
  );
}

function OldText(props: { readonly version: number | string; readonly take: (text: string) => void; readonly close: () => void }): JSX.Element {
  const [text, setText] = useState<string>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    ask<{ text?: string }>("GET", `/policy/versions/${props.version}`).then(({ text: found }) => setText(found ?? ""), setError);
  }, []);
  const take = (): void => {
    props.take(text ?? "");
    props.close();
  };
  return (
    <>
      <Trouble error={error} />
      {text !== undefined && <textarea class="input mono" readOnly rows={14} aria-label={t("version", props.version)} value={text} />}
      <div class="row">
        <button type="button" class="button" disabled={text === undefined} onClick={take}>
          {t("takeTheirs")}
        </button>
        <button type="button" class="button" onClick={props.close}>
          OK
        </button>
      </div>
    </>
  );
}
