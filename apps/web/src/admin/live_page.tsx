import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { dateText } from "../base/language";
import { ask } from "../console/account";
import { hasRoute, pageName } from "../console/admin_entries";
import { newsOf } from "../console/events";
import type { SessionRow } from "../console/past_page";
import { moduleName } from "../modules/names";
import { usePaged } from "../ui/paged";
import { Act, Check, Form } from "../ui/parts";
import { Search, Table } from "../ui/table";
import { CancelButton, Opener, Page } from "./parts";
import { t } from "./texts";

const clientOf = (row: SessionRow): string => row.client || row.name;

export function LivePage(): JSX.Element {
  const [q, setQ] = useState("");
  const list = usePaged<SessionRow>("/sessions", "sessions", { state: "running", q }, newsOf("session"));
  const end = async (row: SessionRow): Promise<void> => {
    if (!confirm(t("endSure", clientOf(row)))) return;
    await ask("DELETE", `/sessions/${row.session}`);
    list.reload();
  };
  return (
    <Page title={pageName("live")} beside={<Search value={q} set={setQ} />}>
      <Table
        label={pageName("live")}
        list={list}
        id={(row) => row.session}
        none={t("noLive")}
        columns={[
          { head: t("operatorHead"), cell: (row) => row.operator },
          { head: t("client"), cell: clientOf },
          { head: t("began"), cell: (row) => dateText(row.began), narrow: true },
          { head: t("uses"), cell: (row) => (row.modules ?? []).map(moduleName).join(", ") },
          { head: t("relay"), cell: (row) => row.relay },
          {
            head: "",
            cell: (row) => (
              <div class="row">
                {hasRoute("POST /sessions/{}/narrow") && (row.modules?.length ?? 0) > 0 && (
                  <Opener label={t("narrow")} spoken={`${t("narrow")}: ${clientOf(row)}`} title={t("narrowOf", clientOf(row))}>
                    {(close) => <Narrow row={row} done={list.reload} close={close} />}
                  </Opener>
                )}
                <Act class="small" label={t("end")} title={t("endOf", clientOf(row))} act={() => end(row)} />
              </div>
            ),
          },
        ]}
      />
    </Page>
  );
}

/** No permission is left to what is named. */
function Narrow({ row, done, close }: { readonly row: SessionRow; readonly done: () => void; readonly close: () => void }): JSX.Element {
  const [gone, setGone] = useState<readonly string[]>([]);
  const submit = async (): Promise<void> => {
    await ask("POST", `/sessions/${row.session}/narrow`, { modules: gone.map((id) => ({ id, permissions: [] })) });
    done();
    close();
  };
  return (
    <Form label={t("narrow")} submit={submit} more={<CancelButton close={close} />}>
      <p class="quiet">{t("narrowIntro")}</p>
      <div>
        {(row.modules ?? []).map((id) => (
          <Check key={id} label={moduleName(id)} on={gone.includes(id)} set={(on) => setGone(on ? [...gone, id] : gone.filter((one) => one !== id))} />
        ))}
      </div>
    </Form>
  );
}
