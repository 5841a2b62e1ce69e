import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../base/texts";
import { Trouble } from "./parts";

/** A part of the page that is fetched when it is first shown. */
export function Lazy<P extends object>(props: { readonly load: () => Promise<{ default: ComponentType<P> }>; readonly of: P }): JSX.Element {
  const [part, setPart] = useState<{ readonly it: ComponentType<P> }>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    props.load().then(({ default: it }) => setPart({ it }), setError);
  }, []);
  if (error !== undefined) return <Trouble error={error} />;
  if (!part)
    return (
      <p class="quiet" role="status">
        {t("loading")}
      </p>
    );
  return <part.it {...props.of} />;
}
