// What people read, in both languages.

import { speaker } from "../../web-kit/language.js";

export function textsIn(language: string) {
  const say = speaker(language);
  const decimal = (value: number, digits: number): string => {
    const text = value.toFixed(digits);
    return language === "fr" ? text.replace(".", ",") : text;
  };
  return {
    screen: (peer: string) => say(`Screen of ${peer}`, `Écran de ${peer}`),
    tools: say("Remote control", "Prise en main"),
    keyboard: (peer: string) =>
      say(
        `What you type here goes to ${peer}. Control, Alt and Shift together lead back.`,
        `Ce que vous tapez ici va à ${peer}. Contrôle, Alt et Majuscule ensemble ramènent ici.`,
      ),
    view: say("View", "Voir"),
    control: say("Control", "Contrôler"),
    mode: say("Mode", "Mode"),
    fit: say("Fit", "Ajuster"),
    exact: say("1:1", "1:1"),
    scale: say("Size", "Taille"),
    fullScreen: say("Full screen", "Plein écran"),
    monitors: say("Monitor", "Moniteur"),
    allMonitors: say("All monitors", "Tous les moniteurs"),
    monitor: (number: number, width: number, height: number) =>
      say(`Monitor ${number}, ${width} × ${height}`, `Moniteur ${number}, ${width} × ${height}`),
    keys: say("Send keys …", "Envoyer des touches…"),
    waiting: say("Waiting for the screen …", "En attente de l’écran…"),
    renewing: say("Reconnecting …", "Reconnexion…"),
    screenless: say("The remote screen is gone.", "L’écran distant a disparu."),
    refused: say("The session does not allow keyboard and mouse.", "La session n’autorise pas le clavier et la souris."),
    figures: (pictures: number, rate: string, trip: number | undefined) => {
      const parts = [say("exact colours", "couleurs exactes"), `${decimal(pictures, 0)} ${say("pictures/s", "images/s")}`, `${rate}/s`];
      if (trip !== undefined) parts.push(`${decimal(trip, trip < 10 ? 1 : 0)} ms`);
      return parts.join(" · ");
    },
    figuresLabel: say("Quality, pictures, rate, round trip", "Qualité, images, débit, aller-retour"),
    broken: say(
      "the other side does not follow the protocol of remote control; both sides may need the same version of the module",
      "l’autre côté ne suit pas le protocole de prise en main ; il faut peut-être la même version du module des deux côtés",
    ),
    notHere: say(
      "a browser cannot show its computer to the other side yet; start cordee-agent there",
      "un navigateur ne peut pas encore montrer son ordinateur à l’autre côté ; lancez-y cordee-agent",
    ),
    noPlace: say("there is nothing to show the screen in", "il n’y a rien où montrer l’écran"),
    noCanvas: say(
      "this browser cannot draw the remote screen; use a current Chromium, Firefox or Safari",
      "ce navigateur ne peut pas dessiner l’écran distant ; utilisez un Chromium, Firefox ou Safari à jour",
    ),
  };
}
export type Texts = ReturnType<typeof textsIn>;
