export const style = `
.files { display: flex; flex-direction: column; gap: var(--gap); block-size: 100%; overflow-y: auto; padding: calc(1.5 * var(--gap)); }
.drop { border: 2px dashed var(--line, GrayText); border-radius: var(--radius, 6px); padding: calc(var(--gap) * 2); text-align: center; }
.drop.over { border-color: var(--accent, Highlight); background: var(--surface-raised, Canvas); }
.row { display: flex; flex-wrap: wrap; gap: var(--gap); align-items: center; justify-content: center; }
.drop p { margin: 0 0 var(--gap); }
.fetch { display: grid; grid-template-columns: 1fr auto; gap: var(--gap); }
h2 { font-size: 1rem; margin: var(--gap) 0 0; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: var(--gap); }
li { border: 1px solid var(--line, GrayText); border-radius: var(--radius, 6px); background: var(--surface-raised, Canvas); padding: var(--gap); }
.name { overflow-wrap: anywhere; font-weight: 600; margin: 0; }
.state { overflow-wrap: anywhere; margin: 0.2rem 0; font-variant-numeric: tabular-nums; }
.head { display: flex; gap: var(--gap); align-items: start; justify-content: space-between; }
.acts { display: flex; gap: var(--gap); flex: none; }
progress { inline-size: 100%; accent-color: var(--accent, Highlight); }
.failures { margin: 0.2rem 0 0; padding-inline-start: 1.2rem; }
.failures li { border: 0; background: none; padding: 0; display: list-item; list-style: disc; }
.notice { margin: 0; min-block-size: 1.3em; }
`;
