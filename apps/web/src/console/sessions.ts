// The sessions of this page, each in its tab.

import { signal } from "@preact/signals";
import { OperatorSession } from "./operator_session";

export const sessions = signal<readonly OperatorSession[]>([]);
export const shown = signal<OperatorSession | undefined>(undefined);

export function newSession(settings: ReadonlyMap<string, string>): OperatorSession {
  const made = new OperatorSession();
  made.settings = settings;
  sessions.value = [...sessions.value, made];
  shown.value = made;
  void made.begin();
  return made;
}

export function closeTab(session: OperatorSession): void {
  void session.end();
  const at = sessions.value.indexOf(session);
  sessions.value = sessions.value.filter((one) => one !== session);
  if (shown.value === session) shown.value = sessions.value[Math.max(0, at - 1)];
}

export const anyLive = (): boolean => sessions.value.some((one) => one.state.value === "live" || one.state.value === "waiting");
