// Where modules draw. A half's element is put in once and stays: a frame that moves begins anew.

import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { moduleName } from "../modules/names";
import type { Panel } from "../modules/mount_module";

function Place({ element }: { readonly element: HTMLElement }): JSX.Element {
  const here = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => here.current?.replaceChildren(element), [element]);
  return <div ref={here} />;
}

export function Panels(props: { readonly panels: readonly Panel[]; readonly head?: (panel: Panel) => ComponentChildren }): JSX.Element {
  return (
    <div class="panels">
      {props.panels.map((panel) => (
        <section key={panel.number} class={`panel of-${panel.module}`} aria-label={moduleName(panel.module)}>
          <header>
            <h3 class="grow">{moduleName(panel.module)}</h3>
            {props.head?.(panel)}
          </header>
          <Place element={panel.place} />
        </section>
      ))}
    </div>
  );
}
