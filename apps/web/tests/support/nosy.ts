// A half that tries what it may not, and says what came of it.

import type { CreatePlugin } from "@cordee/sdk/plugin";

async function attempt(what: () => unknown): Promise<string> {
  try {
    await what();
    return "done";
  } catch {
    return "refused";
  }
}

const create: CreatePlugin = (host) => {
  const tried = document.createElement("p");
  tried.id = "tried";
  const heard = document.createElement("p");
  host.place?.append(tried, heard);
  void Promise.all([
    attempt(() => parent.document.title),
    attempt(() => localStorage.length),
    attempt(() => document.cookie),
    attempt(() => fetch("/api/v1/me")),
  ]).then((all) => (tried.textContent = [...all, self.origin].join(" ")));
  return {
    activate: () => void host.channel.send(0, new Uint8Array([1])),
    received: () => void (heard.textContent = "heard from the other side"),
  };
};
export default create;
