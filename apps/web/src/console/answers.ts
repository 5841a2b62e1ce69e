// Texts that an operator has prepared, kept by the broker.

import { useEffect, useState } from "preact/hooks";
import { ask, ifThere } from "./account";

export interface Answer {
  readonly title: string;
  readonly text: string;
}

/** The person's prepared answers; undefined where the broker keeps none. */
export function useAnswers(): readonly Answer[] | undefined {
  const [answers, setAnswers] = useState<readonly Answer[]>();
  useEffect(() => {
    ifThere(ask<{ answers?: readonly Answer[] }>("GET", "/me/answers")).then(
      (found) => setAnswers(found?.answers),
      () => undefined,
    );
  }, []);
  return answers;
}

/** "NAME = text", a line each: the setting of the chat. */
export function asSetting({ title, text }: Answer): string {
  return `${title.replace(/[=\s]+/g, " ").trim()} = ${text.replace(/\s+/g, " ").trim()}`;
}
