export const style = `
.files { display: flex; flex-direction: column; gap: var(--space, 8px); block-size: 100%; overflow-y: auto; padding: var(--space, 8px); }
.drop { border: 2px dashed var(--line, GrayText); border-radius: var(--radius, 6px); padding: calc(var(--space, 8px) * 2); text-align: center; }
.drop.over { border-color: var(--accent, Highlight); background: var(--surface-raised, Canvas); }
.row { display: flex; flex-wrap: wrap; gap: var(--space, 8px); align-items: center; justify-content: center; }
.drop p { margin: 0 0 var(--space, 8px); }
.fetch { display: grid; grid-template-columns: 1fr auto; gap: var(--space, 8px); }
h2 { font-size: 1rem; margin: var(--space, 8px) 0 0; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: var(--space, 8px); }
li { border: 1px solid var(--line, GrayText); border-radius: var(--radius, 6px); background: var(--surface-raised, Canvas); padding: var(--space, 8px); }
.name { overflow-wrap: anywhere; font-weight: 600; margin: 0; }
.state { overflow-wrap: anywhere; margin: 0.2rem 0; font-variant-numeric: tabular-nums; }
.head { display: flex; gap: var(--space, 8px); align-items: start; justify-content: space-between; }
.acts { display: flex; gap: var(--space, 8px); flex: none; }
progress { inline-size: 100%; accent-color: var(--accent, Highlight); }
.failures { margin: 0.2rem 0 0; padding-inline-start: 1.2rem; }
.failures li { border: 0; background: none; padding: 0; display: list-item; list-style: disc; }
.notice { margin: 0; min-block-size: 1.3em; }
`;
