// Message patterns of the Noise specification, revision 34: those that the protocol uses.

import { Failure } from "../../base/error.js";

export type Token = "e" | "s" | "ee" | "es" | "se" | "ss" | "psk";

export interface Pattern {
  /** Whose static keys the other side knows beforehand. */
  readonly initiatorKnown: boolean;
  readonly responderKnown: boolean;
  readonly messages: readonly (readonly Token[])[];
  readonly psks: number;
}

/** Whose static keys are known, then the messages. */
export type PatternTable = { readonly [name: string]: readonly [known: string, messages: string] };

export const patternTable: PatternTable = {
  NN: ["", "e|e,ee"],
  XX: ["", "e|e,ee,s,es|s,se"],
  IK: ["r", "e,es,s,ss|e,ee,se"],
};

/** "Noise_XXpsk0_25519_AESGCM_SHA256". Failure unsupported. */
export function parseProtocol(name: string, table: PatternTable = patternTable): Pattern {
  const found = /^Noise_([A-Z0-9]+?)((?:psk\d\+?)*)_25519_AESGCM_SHA256$/.exec(name);
  const row = found ? table[found[1] ?? ""] : undefined;
  if (!found || !row) throw new Failure("unsupported", "Noise protocol");
  const messages = row[1].split("|").map((message) => message.split(",") as Token[]);
  const places = (found[2] ?? "").split("+").filter((modifier) => modifier !== "");
  for (const place of places) addPsk(messages, Number(place.slice(3)));
  return {
    initiatorKnown: row[0].includes("i"),
    responderKnown: row[0].includes("r"),
    messages,
    psks: places.length,
  };
}

/** psk0 begins the first message, pskN ends the Nth. */
function addPsk(messages: Token[][], place: number): void {
  const message = messages[place === 0 ? 0 : place - 1];
  if (!message) throw new Failure("unsupported", "psk position");
  if (place === 0) message.unshift("psk");
  else message.push("psk");
}
