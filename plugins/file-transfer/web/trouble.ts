// Why something did not go as wished, as it travels between the halves: native/protocol/trouble.hpp.

import { speaker } from "../../web-kit/language.js";

export const trouble = {
  none: 0, denied: 1, noFolder: 2, declined: 3, tooLarge: 4, tooMuch: 5, badName: 6, unusable: 7, exists: 8, wrongKind: 9, forbidden: 10,
  outside: 11, full: 12, busy: 13, disk: 14, absent: 15, changed: 16, mismatch: 17, protocol: 18, cancelled: 19, malformed: 20, unsupported: 21,
} as const; // prettier-ignore

/** In the order of the numbers: what happened, why, what to do. */
const texts: readonly (readonly [string, string])[] = [
  ["done", "fait"],
  ["this session does not have the permission for it; ask the other side or the administrator", "cette session n’en a pas l’autorisation ; demandez à l’autre côté ou à l’administrateur"],
  ["the other side gives no folder for that; it can set files.folder", "l’autre côté ne donne pas de dossier pour cela ; il peut définir files.folder"],
  ["the person there said no; ask them first", "la personne là-bas a dit non ; demandez-lui d’abord"],
  ["the file is larger than the settings there allow (max_size)", "le fichier dépasse la taille permise là-bas (max_size)"],
  ["it is more than one transfer may carry there (max_total); send less at a time", "c’est plus qu’un transfert ne peut contenir là-bas (max_total) ; envoyez moins à la fois"],
  ["the settings there refuse files of that name (allowed, refused); rename it", "les réglages là-bas refusent les fichiers de ce nom (allowed, refused) ; renommez-le"],
  ["a file cannot have that name there; rename it", "un fichier ne peut pas porter ce nom là-bas ; renommez-le"],
  ["something of that name appeared there meanwhile and was left alone; send it again", "un élément de ce nom est apparu entre-temps et n’a pas été touché ; renvoyez-le"],
  ["there is something else of that name, such as a folder; rename one of them", "il y a autre chose sous ce nom, comme un dossier ; renommez l’un des deux"],
  ["the computer does not let this person read or write it; change who may", "l’ordinateur n’autorise pas cette personne à le lire ou à l’écrire ; changez les droits"],
  ["links are not made here; send what it leads to", "les liens ne sont pas créés ici ; envoyez ce vers quoi il mène"],
  ["there is no space left, and nothing of the file was kept; free some and send it again", "il n’y a plus de place, et rien du fichier n’a été gardé ; libérez-en et renvoyez-le"],
  ["too many transfers run there; wait for one to end", "trop de transferts sont en cours là-bas ; attendez la fin de l’un d’eux"],
  ["the disk could not read or write it; look at the disk, then send it again", "le disque n’a pas pu le lire ou l’écrire ; vérifiez le disque, puis renvoyez-le"],
  ["it is not there; check the name", "il n’existe pas ; vérifiez le nom"],
  ["it changed while it was read; send it when nothing writes to it", "il a changé pendant la lecture ; envoyez-le quand rien n’y écrit"],
  ["what arrived is not what was sent, although it was tried twice, and was not kept; send it again", "ce qui est arrivé n’est pas ce qui a été envoyé, malgré deux essais, et n’a pas été gardé ; renvoyez-le"],
  ["the other side does not follow the protocol of file transfer; both sides may need the same version of the module", "l’autre côté ne suit pas le protocole de transfert de fichiers ; il faut peut-être la même version du module des deux côtés"],
  ["it was cancelled; what was complete by then is there", "annulé ; ce qui était complet à ce moment est là"],
  ["the wish makes no sense", "la demande n’a pas de sens"],
  ["the other side has another version of the module; both sides need the same", "l’autre côté a une autre version du module ; il faut la même des deux côtés"],
]; // prettier-ignore

export function sayTrouble(number: number, language: string): string {
  return speaker(language)(...(texts[number] ?? ["?", "?"]));
}
