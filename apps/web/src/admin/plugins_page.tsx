import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { sizeText } from "../base/language";
import { ask, upload } from "../console/account";
import { pageName } from "../console/admin_entries";
import { newsOf } from "../console/events";
import { moduleName } from "../modules/names";
import { usePaged } from "../ui/paged";
import { Trouble } from "../ui/parts";
import { Table } from "../ui/table";
import { Page } from "./parts";
import { t } from "./texts";

interface PackageRow {
  readonly id: string;
  readonly version: string;
  readonly platform: string;
  readonly publisher: string;
  readonly size: number;
  readonly sha256: string;
  readonly standing: "offered" | "withdrawn" | "not_trusted" | "not_allowed";
}

export function PluginsPage(): JSX.Element {
  const list = usePaged<PackageRow>("/packages", "packages", {}, newsOf("plugins"));
  const publish = async (file: File): Promise<string> => {
    const made = (await (await upload("PUT", "/packages", file)).json()) as { id: string; version: string };
    list.reload();
    return t("published", made.id, made.version);
  };
  const trust = async (file: File): Promise<string> => {
    await ask("PUT", "/trust", JSON.parse(await file.text()));
    list.reload();
    return t("trustDone");
  };
  return (
    <Page title={pageName("plugins")}>
      <Table
        label={pageName("plugins")}
        list={list}
        id={(row) => row.sha256}
        columns={[
          { head: t("plugin"), cell: (row) => (moduleName(row.id) === row.id ? row.id : `${moduleName(row.id)} (${row.id})`) },
          { head: t("version", ""), cell: (row) => row.version, narrow: true },
          { head: t("platform"), cell: (row) => row.platform, narrow: true },
          { head: t("state"), cell: (row) => <span class={row.standing === "offered" ? undefined : "quiet"}>{t(row.standing)}</span> },
          { head: t("size"), cell: (row) => sizeText(row.size), narrow: true },
          { head: t("publisher"), cell: (row) => <code title={row.publisher}>{row.publisher.slice(0, 16)}</code> },
        ]}
      />
      <div class="cards wide">
        <section class="sheet stack">
          <h2>{t("publish")}</h2>
          <Sender label={t("publish")} hint={t("publishHint")} accept=".zip" send={publish} />
        </section>
        <section class="sheet stack">
          <h2>{t("revoke")}</h2>
          <p class="quiet">{t("revokeIntro")}</p>
          <pre class="list" tabIndex={0}>cordee plugin revoke ID VERSION --keys DIR</pre>
        </section>
      </div>
      <details>
        <summary>{t("trust")}</summary>
        <Sender label={t("trust")} hint={t("trustHint")} accept=".json" send={trust} />
      </details>
    </Page>
  );
}

interface SenderProps {
  readonly label: string;
  readonly hint: string;
  readonly accept: string;
  readonly send: (file: File) => Promise<string>;
}

function Sender({ label, hint, accept, send }: SenderProps): JSX.Element {
  const [error, setError] = useState<unknown>();
  const [done, setDone] = useState("");
  const take = (input: HTMLInputElement): void => {
    const file = input.files?.[0];
    if (!file) return;
    setError(undefined);
    setDone("");
    send(file)
      .then(setDone, setError)
      .finally(() => (input.value = ""));
  };
  return (
    <label class="field">
      <small>{hint}</small>
      <input class="input" type="file" accept={accept} aria-label={label} onChange={(event) => take(event.currentTarget)} />
      <span role="status">{done}</span>
      <Trouble error={error} />
    </label>
  );
}
