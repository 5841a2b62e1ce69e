// A running session: what is used, who is there, how the connection is.

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { dateText, numberText, sizeText } from "../base/language";
import { moduleName, permissionName } from "../modules/names";
import { describeModule } from "../session/broker_side";
import { modulesOf, type Happening, type Offerable, type SessionView } from "../session/session_view";
import { Panels } from "../ui/panels";
import { Questions } from "../ui/questions";
import { Tasks } from "../ui/tasks";
import { Act } from "../ui/parts";
import { ask, ifThere, me } from "./account";
import type { OperatorSession } from "./operator_session";
import type { Answer } from "./answers";
import { TabName } from "./tab_name";
import { t } from "./texts";

interface Props {
  readonly session: OperatorSession;
  readonly view: SessionView;
  readonly answers: readonly Answer[] | undefined;
}

const lookEvery = 1500;

export function LivePart({ session, view, answers }: Props): JSX.Element {
  useEffect(() => {
    void view.measure();
    const timer = setInterval(() => void view.measure(), lookEvery);
    return () => clearInterval(timer);
  }, [view]);
  return (
    <div class="stack">
      <div class="row">
        <div class="grow">
          <TabName session={session} />
        </div>
        <Act class="danger" label={t("endSession")} act={() => view.live?.end("finished")} />
      </div>
      <Line view={view} />
      <div class="live">
        <div class="stack">
          <Tasks view={view} />
          <Panels panels={view.panels.value} />
          <Happened view={view} />
        </div>
        <aside class="stack">
          <Modules session={session} view={view} />
          <Digits view={view} />
          <Who view={view} />
          {answers && answers.length > 0 && <Answers answers={answers} />}
          <Notes session={session} />
        </aside>
      </div>
      <Questions view={view} />
    </div>
  );
}

function Line({ view }: { readonly view: SessionView }): JSX.Element {
  const { roundTrip, rate, path } = view.status.value ?? {};
  return (
    <p class="row line">
      <span role="status" class="row">
        <span class={view.connected.value ? "dot on" : "dot warm pulse"} /> {view.connected.value ? t("connected") : t("lost")}
      </span>
      {roundTrip !== undefined && <span class="quiet">{t("roundTrip", numberText(Math.round(roundTrip)))}</span>}
      {rate !== undefined && <span class="quiet">{t("rate", sizeText(rate))}</span>}
      {path !== undefined && <span class="quiet">{t("path", path)}</span>}
    </p>
  );
}

/** Those of the grant that a page can run: undefined until it is known. */
function useHere(offered: readonly Offerable[]): ReadonlySet<string> | undefined {
  const [here, setHere] = useState<ReadonlySet<string>>();
  const wanted = offered.map((one) => one.id).join(" ");
  useEffect(() => {
    const look = async (): Promise<void> => {
      const ids = wanted === "" ? [] : wanted.split(" ");
      const there = await Promise.all(ids.map(async (id) => ((await describeModule(id).catch(() => undefined)) === undefined ? [] : [id])));
      setHere(new Set(there.flat()));
    };
    void look();
  }, [wanted]);
  return here;
}

function Modules({ session, view }: { readonly session: OperatorSession; readonly view: SessionView }): JSX.Element {
  const grant = view.grant.value;
  const granted = grant ? modulesOf(grant) : [];
  const here = useHere(granted);
  const usable = granted.filter(({ id }) => here?.has(id) && !session.unavailable.value.has(id));
  return (
    <section class="sheet stack tight">
      <h3>{t("modules")}</h3>
      {here && usable.length === 0 && <p class="quiet">{t("noModules")}</p>}
      {usable.map((one) => (
        <Switch key={one.id} session={session} view={view} module={one} />
      ))}
    </section>
  );
}

function Switch(props: { readonly session: OperatorSession; readonly view: SessionView; readonly module: Offerable }): JSX.Element {
  const { session, view, module } = props;
  const { id, permissions } = module;
  const running = view.running.value.get(id);
  const asked = session.asked.value.has(id);
  const toggle = (): void => {
    if (running) view.live?.endModule(id);
    else void session.offer(id, permissions);
  };
  return (
    <div class="stack tight">
      <button type="button" role="switch" class="switch" aria-checked={running !== undefined} disabled={asked} onClick={toggle}>
        <span class="grow">{moduleName(id)}</span>
        <span class="knob" aria-hidden="true" />
      </button>
      {asked && (
        <p class="quiet" role="status">
          {t("asking")}
        </p>
      )}
      {running && permissions.length > 1 && <p class="quiet">{running.map((one) => permissionName(id, one)).join(", ")}</p>}
    </div>
  );
}

function Digits({ view }: { readonly view: SessionView }): JSX.Element {
  const digits = view.digits.value;
  return (
    <section class="sheet stack tight">
      <h3>{t("digits")}</h3>
      {digits === undefined ? (
        <p class="quiet">{t("digitsWait")}</p>
      ) : (
        <>
          <p class="digits">{`${digits.slice(0, 3)} ${digits.slice(3)}`}</p>
          {view.equalHere.value ? (
            <p class="quiet">{t("sameHere")}</p>
          ) : (
            <>
              <p class="quiet">{t("digitsHint")}</p>
              <div class="row">
                <button type="button" class="button small" onClick={() => view.compared(true)}>
                  {t("same")}
                </button>
                <button type="button" class="button small quiet" onClick={() => view.compared(false)}>
                  {t("different")}
                </button>
              </div>
            </>
          )}
          {view.equalThere.value && <p class="quiet">{t("sameThere")}</p>}
        </>
      )}
    </section>
  );
}

function Who({ view }: { readonly view: SessionView }): JSX.Element {
  return (
    <section class="sheet stack tight">
      <h3>{t("who")}</h3>
      <ul class="plain">
        <li>{t("you", me.value?.name ?? "")}</li>
        <li>
          {view.peerName.value} <span class="quiet">{view.peerPlatform.value === "web" ? t("onPage") : t("onProgram")}</span>
        </li>
      </ul>
    </section>
  );
}

function Answers({ answers }: { readonly answers: readonly Answer[] }): JSX.Element {
  return (
    <section class="sheet stack tight">
      <h3>{t("answers")}</h3>
      <p class="quiet">{t("answersHint")}</p>
      <div class="row">
        {answers.map((one, i) => (
          <button key={i} type="button" class="button small" title={one.text} onClick={() => void navigator.clipboard?.writeText(one.text)}>
            {one.title}
          </button>
        ))}
      </div>
    </section>
  );
}

/** Kept by the broker where it can; what an older one refuses is not drawn. */
function Notes({ session }: { readonly session: OperatorSession }): JSX.Element | null {
  const [text, setText] = useState<string>();
  const [kept, setKept] = useState(true);
  useEffect(() => {
    ifThere(ask<{ notes?: string }>("GET", `/sessions/${session.id}`)).then(
      (found) => found && setText(found.notes ?? ""),
      () => undefined,
    );
  }, []);
  useEffect(() => {
    if (text === undefined || kept) return undefined;
    const timer = setTimeout(() => {
      ask("PATCH", `/sessions/${session.id}`, { notes: text }).then(
        () => setKept(true),
        () => undefined,
      );
    }, 800);
    return () => clearTimeout(timer);
  }, [text, kept]);
  if (text === undefined) return null;
  const change = (next: string): void => {
    setText(next);
    setKept(false);
  };
  return (
    <section class="sheet stack tight">
      <label class="field">
        <h3>{t("notes")}</h3>
        <textarea class="input" maxLength={2600} value={text} onInput={(event) => change(event.currentTarget.value)} />
      </label>
      <p class="quiet" role="status">
        {text !== "" && kept ? t("notesKept") : t("notesHint")}
      </p>
    </section>
  );
}

function Happened({ view }: { readonly view: SessionView }): JSX.Element | null {
  const list = view.happenings.value;
  if (list.length === 0) return null;
  return (
    <section class="stack tight">
      <h3>{t("happened")}</h3>
      <ul class="plain quiet" aria-live="polite">
        {[...list].reverse().slice(0, 20).map((one, i) => (
          <li key={`${one.at} ${i}`}>
            <time dateTime={new Date(one.at).toISOString()}>{dateText(one.at)}</time> {words(one)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function words({ what, module = "" }: Happening): string {
  switch (what) {
    case "lost":
      return t("lostAt");
    case "found":
      return t("foundAt");
    case "narrowed":
      return t("narrowed");
    default:
      return t(what, moduleName(module));
  }
}
