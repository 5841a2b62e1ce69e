import type { JSX } from "preact";
import { sizeText } from "../base/language";
import type { SessionView } from "../session/session_view";

/** What modules work on, with how far they are. */
export function Tasks({ view }: { readonly view: SessionView }): JSX.Element | null {
  const running = view.tasks.value.filter((one) => one.state === "running" || one.state === "paused");
  if (running.length === 0) return null;
  return (
    <ul class="tasks">
      {running.map((one) => (
        <li key={`${one.module} ${one.task}`}>
          <span>{one.title}</span> <span class="quiet">{one.rate !== undefined ? `${sizeText(one.rate)}/s` : one.detail}</span>
          {one.total !== undefined && one.total > 0 && <progress max={one.total} value={one.done} aria-label={one.title} />}
        </li>
      ))}
    </ul>
  );
}
