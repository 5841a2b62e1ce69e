// The client's view of a running session: who is there, what is allowed, and Stop.

import type { JSX } from "preact";
import { moduleName, askedName, permissionName } from "../modules/names";
import { modulesOf, operatorOf, type SessionView } from "../session/session_view";
import { Panels } from "../ui/panels";
import { Questions } from "../ui/questions";
import { Tasks } from "../ui/tasks";
import { t } from "./texts";

export function SessionPage({ view }: { readonly view: SessionView }): JSX.Element {
  if (view.phase.value === "ended") return <Ended view={view} />;
  if (view.phase.value === "connecting") return <Connecting view={view} />;
  return (
    <>
      <Who view={view} />
      <Digits view={view} />
      <Allowed view={view} />
      <Tasks view={view} />
      <Panels panels={view.panels.value} />
      <Questions view={view} />
      <StopBar view={view} />
    </>
  );
}

function Connecting({ view }: { readonly view: SessionView }): JSX.Element {
  return (
    <>
      <div class="sheet stack" role="status">
        <h1>{t("connecting", view.peerName.value || t("someone"))}</h1>
        <p class="quiet pulse">{t("connectingHint")}</p>
      </div>
      <StopBar view={view} />
    </>
  );
}

function Who({ view }: { readonly view: SessionView }): JSX.Element {
  const grant = view.grant.value;
  const { name, organisation } = grant ? operatorOf(grant) : { name: view.peerName.value, organisation: "" };
  const mayAsk = grant ? modulesOf(grant) : [];
  const nothingYet = view.running.value.size === 0;
  return (
    <div class="stack">
      <h1>{organisation ? t("helpsOf", name, organisation) : t("helps", name)}</h1>
      {nothingYet && <p>{t("waiting")}</p>}
      {mayAsk.length === 0 ? (
        <p class="quiet">{t("mayNothing")}</p>
      ) : (
        nothingYet && (
          <div class="sheet stack tight">
            <p class="quiet">{t("may")}</p>
            <ul>
              {mayAsk.flatMap(({ id, permissions }) => permissions.map((one) => <li key={`${id} ${one}`}>{askedName(id, one)}</li>))}
            </ul>
          </div>
        )
      )}
    </div>
  );
}

function Digits({ view }: { readonly view: SessionView }): JSX.Element {
  const digits = view.digits.value;
  return (
    <div class="stack tight">
      <p>
        {t("digits")}{" "}
        {digits === undefined ? <span class="quiet">{t("digitsWait")}</span> : <strong class="digits">{spaced(digits)}</strong>}
      </p>
      <p class="quiet">{t("digitsHint")}</p>
    </div>
  );
}

export function spaced(digits: string): string {
  return `${digits.slice(0, 3)} ${digits.slice(3)}`;
}

function Allowed({ view }: { readonly view: SessionView }): JSX.Element | null {
  const running = [...view.running.value];
  if (running.length === 0) return null;
  return (
    <section class="stack tight" aria-label={t("allowedNow")}>
      <h2>{t("allowedNow")}</h2>
      <ul class="allowed">
        {running.map(([id, permissions]) => (
          <li key={id}>
            <span class="dot on" />
            <span class="grow">
              {moduleName(id)} <span class="quiet">({permissions.map((one) => permissionName(id, one)).join(", ")})</span>
            </span>
            <button type="button" class="button small" aria-label={t("takeBackOf", moduleName(id))} onClick={() => view.live?.withdraw(id, permissions)}>
              {t("takeBack")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function StopBar({ view }: { readonly view: SessionView }): JSX.Element {
  const stop = (): void => {
    if (view.live) view.live.end("finished");
    else location.assign("/join"); // what connects ends with the page
  };
  return (
    <div class="stopbar" role="region" aria-label={t("stop")}>
      <span role="status" class="row">
        {!view.connected.value && (
          <>
            <span class="dot warm pulse" /> {t("lost")}
          </>
        )}
      </span>
      <button type="button" class="button danger" onClick={stop} title={t("stopHint")}>
        {t("stop")}
      </button>
    </div>
  );
}

function Ended({ view }: { readonly view: SessionView }): JSX.Element {
  return (
    <div class="sheet stack" role="status">
      <h1>{t("ended")}</h1>
      <p>{whyEnded(view)}</p>
      <div class="row">
        <a class="button main" href="/join">
          {t("anew")}
        </a>
      </div>
    </div>
  );
}

function whyEnded(view: SessionView): string {
  const { ending = "failed", byPeer = false } = view.ending.value ?? {};
  switch (ending) {
    case "finished":
      return byPeer ? t("endedThere") : t("endedHere");
    case "expired":
      return t("endedExpired");
    case "revoked":
    case "grant":
      return t("endedRevoked");
    case "sas":
      return t("endedSas");
    default:
      return t("endedPath");
  }
}
