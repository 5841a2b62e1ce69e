// What halves keep: for the session in memory, for longer in this browser, each module apart.

import type { Bytes } from "@cordee/sdk";
import type { Storage } from "@cordee/sdk/plugin";

const mostKept = 256 * 1024; // characters of one value

export function pageStorage(module: string): Storage {
  const session = new Map<string, Bytes>();
  const prefix = `cordee.module.${module}.`;
  return {
    read: async (scope, key) => (scope === "session" ? session.get(key)?.slice() : decode(localStorage.getItem(prefix + key))),
    write: async (scope, key, value) => {
      if (scope === "session") return void session.set(key, value.slice());
      const text = encode(value);
      if (text.length > mostKept) throw new Error("too large");
      localStorage.setItem(prefix + key, text);
    },
    remove: async (scope, key) => {
      if (scope === "session") session.delete(key);
      else localStorage.removeItem(prefix + key);
    },
    list: async (scope) => {
      if (scope === "session") return [...session.keys()].sort();
      const all = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
      return all.map((key) => key.slice(prefix.length)).sort();
    },
  };
}

function encode(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
function decode(text: string | null): Bytes | undefined {
  if (text === null) return undefined;
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
