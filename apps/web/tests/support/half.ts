// A small half: says lines, and shows what the other side says.

import type { CreatePlugin } from "@cordee/sdk/plugin";

const create: CreatePlugin = (host) => {
  const { place } = host;
  const list = document.createElement("ul");
  const label = document.createElement("label");
  const input = document.createElement("input");
  const button = document.createElement("button");
  label.textContent = "Say ";
  label.append(input);
  button.textContent = "Send";
  const show = (text: string): void => {
    const line = document.createElement("li");
    line.textContent = text;
    list.append(line);
  };
  button.onclick = () => {
    if (host.channel.send(0, new TextEncoder().encode(input.value) as Uint8Array<ArrayBuffer>) === "ok") show(input.value);
    input.value = "";
  };
  place?.append(list, label, button);
  return { received: (_channel, message) => show(new TextDecoder().decode(message)) };
};
export default create;
