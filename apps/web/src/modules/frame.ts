// Inside the frame of a half by somebody else. The page's greeting may come before the half is loaded.

import { serveFrame, type CreatePlugin } from "@cordee/sdk/frame";

const half = /^#(\/api\/v1\/modules\/[a-z0-9-]{1,64}\/[0-9.]{5,32}\/web\/[A-Za-z0-9._/-]+\.m?js)$/.exec(location.hash)?.[1];
let greeting: MessageEvent | undefined;

const keepGreeting = (event: MessageEvent): void => {
  if (event.source === window.parent && event.ports.length > 0) greeting ??= event;
};
addEventListener("message", keepGreeting);

async function run(entry: string): Promise<void> {
  const { default: create } = (await import(/* @vite-ignore */ entry)) as { readonly default: CreatePlugin };
  removeEventListener("message", keepGreeting);
  serveFrame(create);
  if (!greeting) return;
  const { data, ports, source } = greeting;
  dispatchEvent(new MessageEvent("message", { data, ports: [...ports], source }));
}

if (half !== undefined && !half.includes("..")) void run(half);
