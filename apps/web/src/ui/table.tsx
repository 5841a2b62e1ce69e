import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { dictionary } from "../base/language";
import { t as common } from "../base/texts";
import type { Paged } from "./paged";
import { Trouble } from "./parts";

const t = dictionary(
  { more: "More", search: "Search", none: "Nothing here.", acts: "What can be done" },
  { more: "Plus", search: "Rechercher", none: "Rien ici.", acts: "Ce que l’on peut faire" },
);

export interface Column<T> {
  readonly head: string;
  readonly cell: (row: T) => ComponentChildren;
  readonly narrow?: boolean;
}

interface TableProps<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly list: Paged<T>;
  readonly id: (row: T) => string | number;
  readonly none?: string;
}

export function Table<T>({ label, columns, list, id, none }: TableProps<T>): JSX.Element {
  return (
    <div class="stack tight">
      <Trouble error={list.error} />
      {list.rows.length > 0 ? (
        <div class="scroll" role="region" aria-label={label} tabIndex={0}>
          <table>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column.head} scope="col">
                    {column.head || <span class="unseen">{t("acts")}</span>}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {list.rows.map((row) => (
                <tr key={id(row)}>
                  {columns.map((column) => (
                    <td key={column.head} class={column.narrow ? "narrow-cell" : undefined}>
                      {column.cell(row)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        list.error === undefined && (
          <p class="quiet" role="status">
            {list.busy ? common("loading") : (none ?? t("none"))}
          </p>
        )
      )}
      {list.more && <More list={list} />}
    </div>
  );
}

/** Loads on when it comes into sight, and by a click for who cannot scroll. */
function More<T>({ list }: { readonly list: Paged<T> }): JSX.Element {
  const button = useRef<HTMLButtonElement>(null);
  const latest = useRef(list);
  latest.current = list;
  useEffect(() => {
    const seen = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting && !latest.current.busy) latest.current.next();
    });
    if (button.current) seen.observe(button.current);
    return () => seen.disconnect();
  }, [list.rows.length]);
  return (
    <div>
      <button ref={button} type="button" class="button small" disabled={list.busy} onClick={() => list.next()}>
        {t("more")}
      </button>
    </div>
  );
}

export function Search({ value, set }: { readonly value: string; readonly set: (value: string) => void }): JSX.Element {
  return (
    <input class="input search" type="search" aria-label={t("search")} placeholder={t("search")} value={value} maxLength={80} onInput={(event) => set(event.currentTarget.value)} />
  );
}
