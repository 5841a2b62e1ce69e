import type { JSX } from "preact";
import type { Lack } from "../base/able";
import { t } from "../base/texts";

/** Instead of the page: why it cannot be, and what to do. */
export function Lacking({ lack }: { readonly lack: Lack }): JSX.Element {
  return (
    <div class="notice bad" role="alert">
      <h1>{t(lack)}</h1>
      <p>{t(`${lack}Hint`)}</p>
    </div>
  );
}
