// What people read, in both languages.

import { speaker } from "../../web-kit/language.js";
import type { Mark } from "./conversation.js";

export function textsIn(language: string) {
  const say = speaker(language);
  const marks: { readonly [mark in Mark]: string } = {
    waiting: say("on its way", "en route"),
    delivered: say("delivered", "reçu"),
    seen: say("seen", "vu"),
  };
  return {
    conversation: (peer: string) => say(`Conversation with ${peer}`, `Discussion avec ${peer}`),
    empty: (peer: string) => say(`What you write goes to ${peer}.`, `Ce que vous écrivez va à ${peer}.`),
    you: say("You", "Vous"),
    mark: (mark: Mark) => marks[mark],
    typing: (peer: string) => say(`${peer} is typing …`, `${peer} écrit…`),
    write: say("Your message", "Votre message"),
    writeHint: say("Enter sends, Shift+Enter begins a new line", "Entrée envoie, Maj+Entrée va à la ligne"),
    send: say("Send", "Envoyer"),
    picture: say("Picture", "Image"),
    choosePicture: say("Send a picture …", "Envoyer une image…"),
    noPicture: say(
      "This is no picture that can be sent: PNG, JPEG or WebP of at most 1 MB.",
      "Cette image ne peut pas être envoyée : il faut du PNG, JPEG ou WebP d’au plus 1 Mo.",
    ),
    badPicture: say("this picture cannot be shown", "cette image ne peut pas être affichée"),
    tooLong: say("That is too long for one message; shorten it.", "C’est trop long pour un message ; raccourcissez."),
    save: (name: string) => say(`Save ${name}`, `Enregistrer ${name}`),
    files: say("hands over: ", "remet : "),
    noFiles: say(
      "Files go by the file transfer, which does not run in this session.",
      "Les fichiers passent par le transfert de fichiers, qui n’est pas lancé dans cette session.",
    ),
    answers: say("Prepared answers", "Réponses préparées"),
    chooseAnswer: say("Prepared answer …", "Réponse préparée…"),
    notes: say("My notes", "Mes notes"),
    notesHint: say("Only you see them; they are never sent.", "Vous seul les voyez ; elles ne sont jamais envoyées."),
    note: say("New note", "Nouvelle note"),
    keep: say("Keep", "Garder"),
    notKept: say("The note could not be kept.", "La note n’a pas pu être gardée."),
    notArrived: say(
      "What you said has not arrived yet; it will, once the connection is back.",
      "Ce que vous avez dit n’est pas encore arrivé ; cela viendra, une fois la connexion rétablie.",
    ),
    broken: say(
      "the other side does not follow the protocol of the chat; both sides may need the same version of the module",
      "l’autre côté ne suit pas le protocole de la discussion ; il faut peut-être la même version du module des deux côtés",
    ),
  };
}
export type Texts = ReturnType<typeof textsIn>;
