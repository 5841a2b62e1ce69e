// WebCrypto, which exists in secure contexts only: there is no session without it.

import { Failure } from "../base/error.js";

export function subtle(): SubtleCrypto {
  const found = (globalThis as { crypto?: { subtle?: SubtleCrypto } }).crypto?.subtle;
  if (!found) throw new Failure("unsupported", "no WebCrypto: the page must come over https");
  return found;
}

/** One question to the engine, asked once. */
export function once(question: () => Promise<unknown>): () => Promise<boolean> {
  let answer: Promise<boolean> | undefined;
  return () =>
    (answer ??= question().then(
      () => true,
      () => false,
    ));
}
