// Elements without markup: what is text stays text. A half draws in a shadow root of its own, with style sheets
// that a page with the strictest policy allows.

type Child = Node | string | undefined;
type Listener = (event: never) => void;

/** `on…` are listeners, the rest attributes; true is an empty one, false and undefined none. */
export interface Attributes {
  readonly [name: string]: string | number | boolean | undefined | Listener;
}

export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const out = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") out.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) out.setAttribute(name, "");
    else if (value !== undefined && value !== false) out.setAttribute(name, String(value));
  }
  out.append(...children.filter((child): child is Node | string => child !== undefined));
  return out;
}

/** What every half looks like; the page sets the colours, and these stand in for what it does not set. */
const common = `
:host { --gap: calc(2 * var(--space, 4px)); display: block; block-size: 100%; min-block-size: 0; color: var(--text, CanvasText); background: var(--surface, Canvas);
  font-family: var(--font, system-ui, sans-serif); font-size: 1rem; line-height: 1.45; }
*, ::before, ::after { box-sizing: border-box; }
[hidden] { display: none !important; }
button, select, .file { font: inherit; color: var(--text, ButtonText); background: var(--surface-raised, ButtonFace);
  border: 1px solid var(--line, GrayText); border-radius: var(--radius, 6px); min-block-size: 2.25rem;
  padding: 0.25rem calc(var(--gap) * 1.25); cursor: pointer; }
button:hover:not(:disabled), select:hover, .file:hover { border-color: var(--accent, Highlight); }
button:disabled { color: var(--text-quiet, GrayText); cursor: default; }
button.main { background: var(--accent, Highlight); color: var(--on-accent, HighlightText); border-color: transparent; }
button[aria-pressed="true"] { background: var(--accent, Highlight); color: var(--on-accent, HighlightText); }
textarea, input[type="text"] { font: inherit; color: var(--text, FieldText); background: var(--surface, Field);
  border: 1px solid var(--line, GrayText); border-radius: var(--radius, 6px); padding: 0.4rem var(--gap); inline-size: 100%; }
:focus-visible { outline: 2px solid var(--accent, Highlight); outline-offset: 2px; }
.quiet { color: var(--text-quiet, GrayText); font-size: 0.875rem; }
.trouble { color: var(--danger, #b3261e); }
.hidden-text { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; animation: none !important; } }
`;

/** A root to draw in, and what takes it away again. */
export function openRoot(place: HTMLElement, css: string): { root: ShadowRoot; close(): void } {
  const around = el("div", { class: "cordee-half" });
  const root = around.attachShadow({ mode: "open" });
  const sheets = [common, css].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  root.adoptedStyleSheets = sheets;
  // The host element has no style of its own to be found by; it fills its place.
  place.append(around);
  return { root, close: () => around.remove() };
}
