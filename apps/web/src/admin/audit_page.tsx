import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { dateText } from "../base/language";
import { ask, download } from "../console/account";
import { hasRoute, pageName } from "../console/admin_entries";
import { newsOf } from "../console/events";
import { queryText, usePaged } from "../ui/paged";
import { Act, Field } from "../ui/parts";
import { Search, Table } from "../ui/table";
import { Opener, Page } from "./parts";
import { t } from "./texts";

interface Event {
  readonly seq: number;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id?: string; readonly name?: string };
  readonly address?: string;
  readonly act: string;
  readonly session?: string;
  readonly object?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

const kindNames = {
  administrator: "kindAdministrator",
  operator: "kindOperator",
  client: "kindClient",
  device: "kindDevice",
  relay: "kindRelay",
  broker: "kindBroker",
  anybody: "kindAnybody",
} as const;
const time = (local: string): string => (local === "" ? "" : `${new Date(local).toISOString().slice(0, 19)}Z`);

export function AuditPage(): JSX.Element {
  const [q, setQ] = useState("");
  const [actor, setActor] = useState("");
  const [kind, setKind] = useState("");
  const [session, setSession] = useState("");
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const filter = { q, actor, kind, session, from: time(from), until: time(until) };
  const list = usePaged<Event>("/audit", "events", filter, newsOf("audit"));
  const save = (type: "csv" | "jsonl"): Promise<void> => download(`/audit.${type}${queryText(filter)}`, `audit.${type}`);
  return (
    <Page
      title={pageName("audit")}
      beside={
        <>
          <Act class="small" label={t("exportCsv")} act={() => save("csv")} />
          <Act class="small" label={t("exportJson")} act={() => save("jsonl")} />
        </>
      }
    >
      {hasRoute("GET /audit/head") && <Head />}
      <div class="fields">
        <label class="field">
          <span>{t("details")}</span>
          <Search value={q} set={setQ} />
        </label>
        <Field label={t("actor")} value={actor} set={setActor} input={{ maxLength: 254, autocomplete: "off" }} />
        <Field label={t("act")} hint={t("actHint")} value={kind} set={setKind} input={{ maxLength: 64, autocomplete: "off" }} />
        <Field label={t("session")} value={session} set={setSession} input={{ maxLength: 64 }} />
        <Field label={t("from")} type="datetime-local" value={from} set={setFrom} />
        <Field label={t("until")} type="datetime-local" value={until} set={setUntil} />
      </div>
      <Table
        label={pageName("audit")}
        list={list}
        id={(row) => row.seq}
        columns={[
          { head: "#", cell: (row) => row.seq, narrow: true },
          { head: t("when"), cell: (row) => dateText(row.at), narrow: true },
          {
            head: t("actor"),
            cell: (row) => (
              <>
                {row.actor.name || row.actor.id} <span class="quiet">{kindOf(row.actor.kind)}</span>
              </>
            ),
          },
          { head: t("act"), cell: (row) => row.act },
          { head: t("object"), cell: (row) => row.object ?? row.session },
          { head: t("address"), cell: (row) => row.address, narrow: true },
          {
            head: "",
            cell: (row) =>
              (row.before !== undefined || row.after !== undefined) && (
                <Opener label={t("details")} spoken={`${t("details")} ${row.seq}`} title={`#${row.seq} ${row.act}`}>
                  {(close) => <Details event={row} close={close} />}
                </Opener>
              ),
          },
        ]}
      />
    </Page>
  );
}

function kindOf(kind: string): string {
  return Object.hasOwn(kindNames, kind) ? t(kindNames[kind as keyof typeof kindNames]) : kind;
}

function Details({ event, close }: { readonly event: Event; readonly close: () => void }): JSX.Element {
  return (
    <>
      {(["before", "after"] as const).map(
        (one) =>
          event[one] !== undefined && (
            <div key={one}>
              <h3>{t(one)}</h3>
              <pre class="list" tabIndex={0}>
                {JSON.stringify(event[one], null, 2)}
              </pre>
            </div>
          ),
      )}
      <button type="button" class="button" onClick={close}>
        OK
      </button>
    </>
  );
}

/** To be kept elsewhere: from it one sees later whether something was taken out. */
function Head(): JSX.Element | null {
  const [head, setHead] = useState<{ seq: number; hash: string }>();
  useEffect(() => void ask<{ seq: number; hash: string }>("GET", "/audit/head").then(setHead, () => undefined), []);
  if (!head) return null;
  return (
    <p class="quiet">
      {t("head", head.seq)} <code class="wrap">{head.hash}</code>
    </p>
  );
}
