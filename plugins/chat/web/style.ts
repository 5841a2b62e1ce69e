export const style = `
.chat { display: grid; grid-template-rows: minmax(6rem, 1fr) auto auto auto; gap: var(--gap); block-size: 100%; min-block-size: 0; padding: calc(1.5 * var(--gap)); }
.log { overflow-y: auto; display: flex; flex-direction: column; gap: var(--gap); padding-inline-end: 2px; }
.said { max-inline-size: min(85%, 34rem); align-self: flex-start; background: var(--surface-raised, Canvas);
  border: 1px solid var(--line, GrayText); border-radius: var(--radius, 6px); padding: 0.35rem 0.6rem; }
.said.own { align-self: flex-end; border-color: var(--accent, Highlight); }
.said p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.said canvas { display: block; max-inline-size: 100%; border-radius: var(--radius, 6px); }
.said a { color: inherit; overflow-wrap: anywhere; }
.meta { display: flex; gap: 0.5em; justify-content: flex-end; }
.status { min-block-size: 1.3em; margin: 0; }
.compose { display: grid; grid-template-columns: 1fr auto; gap: var(--gap); align-items: end; }
.compose textarea { resize: none; min-block-size: 2.25rem; max-block-size: 10rem; field-sizing: content; }
.more { display: flex; flex-wrap: wrap; gap: var(--gap); align-items: start; }
.more details { flex: 1 1 14rem; }
.more summary { cursor: pointer; min-block-size: 2.25rem; padding-block: 0.25rem; }
.notes { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; max-block-size: 10rem; overflow: auto; }
.note { display: grid; grid-template-columns: 1fr auto; gap: var(--gap); margin-block-start: var(--gap); }
.over { outline: 2px dashed var(--accent, Highlight); outline-offset: -4px; }
`;
