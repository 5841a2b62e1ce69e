// The console around its parts: where one is, where one can go, and who one is.

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Choices, Mark } from "../ui/parts";
import { administers, me, signOut } from "./account";
import { route } from "./route";
import { anyLive, closeTab, sessions } from "./sessions";
import { t } from "./texts";

export interface Entry {
  readonly to: string;
  readonly name: string;
}

function Links({ entries }: { readonly entries: readonly Entry[] }): JSX.Element {
  return (
    <ul>
      {entries.map(({ to, name }) => (
        <li key={to}>
          <a href={`#/${to}`} aria-current={route.value === to ? "page" : undefined}>
            {name}
          </a>
        </li>
      ))}
    </ul>
  );
}

export function Frame(props: { readonly admin: readonly Entry[]; readonly children: ComponentChildren }): JSX.Element {
  const own: Entry[] = [
    { to: "sessions", name: t("sessions") },
    { to: "past", name: t("past") },
    { to: "account", name: t("own") },
  ];
  const content = useRef<HTMLElement>(null);
  const title = [...own, ...props.admin].find((one) => one.to === route.value)?.name ?? t("console");
  useEffect(() => void (document.title = `${title} · Cordée`), [title]);
  const skip = (event: Event): void => {
    event.preventDefault();
    content.current?.focus();
  };
  const out = (): void => {
    if (anyLive() && !confirm(t("signOutSure"))) return;
    for (const session of sessions.value) closeTab(session); // nothing is left for whoever signs in next
    void signOut();
  };
  return (
    <div class="frame">
      <a class="skip" href="#content" onClick={skip}>
        {t("skip")}
      </a>
      <nav aria-label={t("menu")}>
        <Mark />
        <Links entries={own} />
        {administers.value && props.admin.length > 0 && (
          <>
            <h2 class="quiet">{t("administration")}</h2>
            <Links entries={props.admin} />
          </>
        )}
        <div class="who">
          <div>
            <p>{me.value?.name}</p>
            <p class="quiet">{me.value?.organisation}</p>
          </div>
          <button type="button" class="button small" onClick={out}>
            {t("signOut")}
          </button>
          <Choices />
        </div>
      </nav>
      <main id="content" ref={content} tabIndex={-1}>
        {props.children}
      </main>
    </div>
  );
}
