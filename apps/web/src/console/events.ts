// What the broker tells without being asked: each topic has a counter, and who shows the topic loads again.

import { signal, type Signal } from "@preact/signals";
import { loginProtocols } from "./account";

export const topics = ["invitation", "session", "device", "policy", "operators", "relays", "plugins", "audit"] as const;
export type Topic = (typeof topics)[number];

const news = Object.fromEntries(topics.map((topic) => [topic, signal(0)])) as { readonly [topic in Topic]: Signal<number> };
export const newsOf = (topic: Topic): Signal<number> => news[topic];

const first = 1000;
const longest = 60_000;

/** Until it is called off. After each gap everything is loaded again. */
export function listen(): () => void {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = first;
  let over = false;
  const connect = (): void => {
    socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/events`, loginProtocols());
    socket.onmessage = ({ data }) => {
      wait = first;
      if (typeof data === "string") take(data);
    };
    socket.onclose = () => {
      if (over) return;
      timer = setTimeout(connect, wait);
      wait = Math.min(wait * 2, longest);
    };
  };
  connect();
  return () => {
    over = true;
    clearTimeout(timer);
    socket?.close();
  };
}

export function take(text: string): void {
  let kind: unknown;
  try {
    kind = (JSON.parse(text) as { kind?: unknown }).kind;
  } catch {
    return;
  }
  if (kind === "hello") for (const topic of topics) news[topic].value++;
  const topic = topics.find((one) => one === kind);
  if (topic) news[topic].value++;
}
