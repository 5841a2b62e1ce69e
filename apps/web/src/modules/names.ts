// Modules and what they may do, in plain words. What is not known here keeps its own name.

import { dictionary } from "../base/language";

const t = dictionary(
  {
    "remote-control": "Screen",
    chat: "Chat",
    "file-transfer": "Files",
    "remote-control:view": "see the screen",
    "remote-control:input": "use mouse and keyboard",
    "chat:chat": "write messages",
    "file-transfer:send": "send files",
    "file-transfer:fetch": "fetch files",
    "ask remote-control:view": "See your screen",
    "ask remote-control:input": "Use your mouse and keyboard",
    "ask chat:chat": "Write messages with you",
    "ask file-transfer:send": "Send files to you",
    "ask file-transfer:fetch": "Receive files that you choose",
    other: "{}",
  },
  {
    "remote-control": "Écran",
    chat: "Discussion",
    "file-transfer": "Fichiers",
    "remote-control:view": "voir l’écran",
    "remote-control:input": "utiliser souris et clavier",
    "chat:chat": "écrire des messages",
    "file-transfer:send": "envoyer des fichiers",
    "file-transfer:fetch": "récupérer des fichiers",
    "ask remote-control:view": "Voir votre écran",
    "ask remote-control:input": "Utiliser votre souris et votre clavier",
    "ask chat:chat": "Échanger des messages avec vous",
    "ask file-transfer:send": "Vous envoyer des fichiers",
    "ask file-transfer:fetch": "Recevoir des fichiers que vous choisissez",
    other: "{}",
  },
);

type Key = Parameters<typeof t>[0];
const keys: readonly string[] = [
  "remote-control",
  "chat",
  "file-transfer",
  ...["remote-control:view", "remote-control:input", "chat:chat", "file-transfer:send", "file-transfer:fetch"].flatMap((one) => [one, `ask ${one}`]),
];

function say(key: string, else_: string): string {
  return keys.includes(key) ? t(key as Key) : t("other", else_);
}

export const moduleName = (id: string): string => say(id, id);
export const permissionName = (module: string, permission: string): string => say(`${module}:${permission}`, permission);
/** As a question to the client. */
export const askedName = (module: string, permission: string): string => say(`ask ${module}:${permission}`, `${module}: ${permission}`);
