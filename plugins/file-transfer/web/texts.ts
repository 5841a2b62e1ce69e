// What people read, in both languages.

import { amount, speaker } from "../../web-kit/language.js";
import type { Conflict } from "./messages.js";
import { lastPart, shown } from "./paths.js";
import type { Transfer } from "./transfer.js";
import { sayTrouble, trouble } from "./trouble.js";

const namesShown = 5;

export function textsIn(language: string) {
  const say = speaker(language);
  const size = (bytes: number): string => amount(bytes, language);
  const list = (paths: readonly string[]): string => {
    const names = paths.slice(0, namesShown).map((path) => (path === "" ? say("everything", "tout") : shown(path).slice(-60)));
    return names.join(", ") + (paths.length > namesShown ? say(" and more", " et d’autres") : "");
  };
  const time = (seconds: number): string => {
    if (seconds < 60) return `${seconds} s`;
    const minutes = Math.floor(seconds / 60);
    return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  };
  const conflicts: { readonly [one in Conflict]: string } = {
    "keep-both": say("keep both", "garder les deux"),
    replace: say("replace it", "le remplacer"),
    skip: say("leave it as it is", "le laisser tel quel"),
    newer: say("replace it by a newer one", "le remplacer par un plus récent"),
    ask: say("ask over there", "demander là-bas"),
  };

  const running = (transfer: Transfer): string => {
    const { done, total } = transfer.counts;
    const { rate } = transfer.progress;
    const left = transfer.progress.secondsLeft(done, total);
    const parts = [total === undefined ? size(done) : say(`${size(done)} of ${size(total)}`, `${size(done)} sur ${size(total)}`)];
    if (rate !== undefined) parts.push(`${size(rate)}/s`);
    if (left !== undefined) parts.push(say(`${time(left)} left`, `encore ${time(left)}`));
    return parts.join(" · ");
  };
  const result = ({ outcome, sends }: Transfer): string => {
    const { files, bytes, skipped, failed, root } = outcome;
    const one = files === 1;
    const verb = sends ? say("sent", one ? "envoyé" : "envoyés") : say("received", one ? "reçu" : "reçus");
    const parts = [`${files} ${say(one ? "file" : "files", one ? "fichier" : "fichiers")} ${verb}, ${size(bytes)}, ${say("verified", one ? "vérifié" : "vérifiés")}`];
    if (root !== "") parts.push(`SHA-256 ${root}`);
    if (skipped > 0) parts.push(say(`${skipped} left as they were`, `${skipped} laissés tels quels`));
    if (failed > 0) parts.push(say(`${failed} not transferred`, `${failed} non transférés`));
    return parts.join("; ");
  };

  return {
    size,
    list,
    conflict: (one: Conflict) => conflicts[one],
    title: (transfer: Transfer) => `${transfer.sends ? "↑" : "↓"} ${list(transfer.names)}`,
    state: (transfer: Transfer): string => {
      switch (transfer.state) {
        case "asking":
          return say("waiting for your answer", "en attente de votre réponse");
        case "offered":
          return say("waiting for the person at the other side to allow it", "en attente de l’accord de la personne de l’autre côté");
        case "running":
          return transfer.paused ? `${say("paused", "en pause")} · ${running(transfer)}` : running(transfer);
        case "complete":
          return say("finishing", "se termine");
        case "ended":
          return transfer.why === trouble.none ? result(transfer) : sayTrouble(transfer.why, language);
      }
    },
    failure: ({ path, trouble: why }: { readonly path: string; readonly trouble: number }) =>
      `${path === "" ? say("something there", "un élément là-bas") : shown(path).slice(-200)}${say(":", " :")} ${sayTrouble(why, language)}`,
    progress: say("Progress", "Progression"),
    drop: say("Drop files or folders here to send them.", "Déposez ici des fichiers ou des dossiers pour les envoyer."),
    sendFiles: say("Send files …", "Envoyer des fichiers…"),
    sendFolder: say("Send a folder …", "Envoyer un dossier…"),
    ifThere: say("If it is there already:", "S’il existe déjà :"),
    fetch: say("Fetch", "Récupérer"),
    fetchWhat: say("Files or folders on the other side", "Fichiers ou dossiers de l’autre côté"),
    fetchHint: say("Paths in the folder that the other side gives, separated by commas; nothing: all of it.", "Chemins dans le dossier que l’autre côté donne, séparés par des virgules ; rien : tout."),
    badPath: say("This is no path in that folder: no .., nothing absolute.", "Ce n’est pas un chemin de ce dossier : pas de .., rien d’absolu."),
    nothing: say("There is nothing to send.", "Il n’y a rien à envoyer."),
    tooMany: say("These are too many at once; send fewer.", "C’est trop à la fois ; envoyez-en moins."),
    transfers: say("Transfers", "Transferts"),
    received: say("Received", "Reçus"),
    receivedHint: say("They are gone when this page is closed; save what you need.", "Ils disparaissent quand cette page est fermée ; enregistrez ce qu’il vous faut."),
    save: say("Save", "Enregistrer"),
    saveNamed: (path: string) => say(`Save ${shown(path)}`, `Enregistrer ${shown(path)}`),
    saveAll: say("Save all in a folder …", "Tout enregistrer dans un dossier…"),
    saved: (count: number) => say(`${count} saved`, `${count} enregistrés`),
    notSaved: say("They could not all be saved; the folder may be full or closed to this page.", "Tout n’a pas pu être enregistré ; le dossier est peut-être plein ou fermé à cette page."),
    pause: say("Pause", "Pause"),
    goOn: say("Go on", "Reprendre"),
    cancel: say("Cancel", "Annuler"),
    ofTransfer: (act: string, transfer: Transfer) => `${act}${say(":", " :")} ${list(transfer.names)}`,
    may: (peer: string, paths: readonly string[]) => say(`${peer} wants to send: ${list(paths)}. Allow it?`, `${peer} veut envoyer : ${list(paths)}. L’autoriser ?`),
    mayFile: (peer: string, path: string, bytes: number) =>
      say(`${peer} sends ${list([path])} (${size(bytes)}). May it come in?`, `${peer} envoie ${list([path])} (${size(bytes)}). L’accepter ?`),
    exists: (path: string) => say(`${list([lastPart(path)])} is there already. What is to become of it?`, `${list([lastPart(path)])} existe déjà. Que faire ?`),
    no: say("no", "non"),
    yes: say("yes", "oui"),
    yesToAll: say("yes, and all others of this transfer", "oui, et tous les autres de ce transfert"),
    denied: say("This session allows no files.", "Cette session n’autorise pas de fichiers."),
  };
}
export type Texts = ReturnType<typeof textsIn>;
