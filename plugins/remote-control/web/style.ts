export const style = `
.remote { display: grid; grid-template-rows: auto 1fr; block-size: 100%; min-block-size: 0; background: var(--surface, Canvas); }
.tools { display: flex; flex-wrap: wrap; gap: var(--gap); align-items: center; padding: calc(var(--gap) / 2) var(--gap);
  border-block-end: 1px solid var(--line, GrayText); }
.group { display: inline-flex; }
.group button { border-radius: 0; margin-inline-start: -1px; }
.group button:first-child { border-start-start-radius: var(--radius, 6px); border-end-start-radius: var(--radius, 6px); margin: 0; }
.group button:last-child { border-start-end-radius: var(--radius, 6px); border-end-end-radius: var(--radius, 6px); }
.figures { margin-inline-start: auto; font-variant-numeric: tabular-nums; }
.area { position: relative; overflow: auto; min-block-size: 0; display: grid; place-items: center; }
.area.fit { overflow: hidden; }
.stage { position: relative; overflow: hidden; touch-action: none; user-select: none; background: #000; }
.stage:focus-within { outline: 2px solid var(--accent, Highlight); outline-offset: -2px; }
.stage.controls { cursor: none; }
.stage.plain { cursor: default; }
.stage.old canvas { opacity: 0.5; }
canvas { position: absolute; inset-block-start: 0; inset-inline-start: 0; display: block; transform-origin: 0 0; }
canvas.exact { image-rendering: pixelated; }
.pointer { pointer-events: none; }
.keyboard { position: absolute; inset: 0 auto auto 0; inline-size: 1px !important; block-size: 1px; padding: 0; border: 0; opacity: 0; resize: none; outline: none; pointer-events: none; }
.notice { position: absolute; inset-block-start: var(--gap); inset-inline: 0; margin: auto; inline-size: fit-content; z-index: 1;
  background: var(--surface-raised, Canvas); border: 1px solid var(--line, GrayText); border-radius: var(--radius, 6px); padding: 0.3rem 0.8rem; }
.notice:empty { display: none; }
`;
