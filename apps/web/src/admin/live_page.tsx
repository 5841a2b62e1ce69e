import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { dateText } from "../base/language";
import { ask } from "../console/account";
import { hasRoute, pageName } from "../console/admin_entries";
import { newsOf } from "../console/events";
import type { SessionRow } from "../console/past_page";
import { moduleName, permissionName } from "../modules/names";
import { usePaged } from "../ui/paged";
import { Act, Check, Form, Trouble } from "../ui/parts";
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

interface Granted {
  readonly id: string;
  readonly permissions: readonly string[];
}

/** What the session has now; what is ticked goes. */
function Narrow({ row, done, close }: { readonly row: SessionRow; readonly done: () => void; readonly close: () => void }): JSX.Element {
  const [granted, setGranted] = useState<readonly Granted[]>();
  const [error, setError] = useState<unknown>();
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    ask<{ granted?: readonly Granted[] }>("GET", `/sessions/${row.session}`).then((found) => setGranted(found.granted ?? []), setError);
  }, []);
  const toggle = (key: string, on: boolean): void => setGone(new Set(on ? [...gone, key] : [...gone].filter((one) => one !== key)));
  const submit = async (): Promise<void> => {
    const less = (granted ?? []).map(({ id, permissions }) => ({ id, permissions: permissions.filter((one) => gone.has(`${id} ${one}`)) }));
    await ask("POST", `/sessions/${row.session}/narrow`, { modules: less.filter((one) => one.permissions.length > 0) });
    done();
    close();
  };
  if (!granted) return <Trouble error={error} />;
  return (
    <Form label={t("narrow")} submit={submit} more={<CancelButton close={close} />}>
      <p class="quiet">{t("narrowIntro")}</p>
      {granted.map(({ id, permissions }) => (
        <fieldset key={id} class="choice">
          <legend>{moduleName(id)}</legend>
          {permissions.map((one) => (
            <Check key={one} label={permissionName(id, one)} on={gone.has(`${id} ${one}`)} set={(on) => toggle(`${id} ${one}`, on)} />
          ))}
        </fieldset>
      ))}
    </Form>
  );
}
