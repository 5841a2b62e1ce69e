import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { dateText } from "../base/language";
import { moduleName } from "../modules/names";
import { usePaged } from "../ui/paged";
import { Search, Table } from "../ui/table";
import { newsOf } from "./events";
import { t } from "./texts";

export interface SessionRow {
  readonly session: string;
  readonly operator: string;
  readonly name: string;
  readonly client?: string;
  readonly device?: string;
  readonly label?: string;
  readonly began: string;
  readonly ended?: string;
  readonly modules?: readonly string[];
  readonly relay?: string;
}

export function PastPage(): JSX.Element {
  const [q, setQ] = useState("");
  const list = usePaged<SessionRow>("/sessions", "sessions", { state: "past", q }, newsOf("session"));
  return (
    <div class="stack">
      <div class="row">
        <h1 class="grow">{t("past")}</h1>
        <Search value={q} set={setQ} />
      </div>
      <Table
        label={t("past")}
        list={list}
        id={(row) => row.session}
        none={t("nothingPast")}
        columns={[
          { head: t("client"), cell: (row) => row.label || row.client || row.name },
          { head: t("began"), cell: (row) => dateText(row.began), narrow: true },
          { head: t("ended"), cell: (row) => (row.ended ? dateText(row.ended) : ""), narrow: true },
          { head: t("usedModules"), cell: (row) => (row.modules ?? []).map(moduleName).join(", ") },
        ]}
      />
    </div>
  );
}
