import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { newKey } from "../api/call";
import { ask } from "../console/account";
import { hasRoute, pageName } from "../console/admin_entries";
import { newsOf } from "../console/events";
import { linkEnd } from "../session/trust";
import { usePaged } from "../ui/paged";
import { Act, Copyable, Field, Form } from "../ui/parts";
import { Search, Table } from "../ui/table";
import { useGroups, type Group } from "./groups_page";
import { GroupChoice } from "./operators_page";
import { CancelButton, Opener, Page, sure } from "./parts";
import { t } from "./texts";

interface DeviceRow {
  readonly device: string;
  readonly name: string;
  readonly enrolled: boolean;
  readonly waiting: boolean;
  readonly groups?: readonly (string | number)[];
}

export function DevicesPage(): JSX.Element {
  const [q, setQ] = useState("");
  const list = usePaged<DeviceRow>("/devices", "devices", { q }, newsOf("device"));
  const groups = useGroups();
  return (
    <Page
      title={pageName("devices")}
      beside={
        <>
          <Search value={q} set={setQ} />
          <Opener class="main" label={t("addDevice")} title={t("addDevice")}>
            {(close) => <AddDevice done={list.reload} close={close} />}
          </Opener>
        </>
      }
    >
      <Table
        label={pageName("devices")}
        list={list}
        id={(row) => row.device}
        columns={[
          { head: t("name"), cell: (row) => row.name },
          {
            head: t("state"),
            cell: (row) => (
              <span class="row">
                <span class={row.waiting ? "dot on" : "dot"} /> {row.waiting ? t("waiting") : row.enrolled ? t("away") : t("notEnrolled")}
              </span>
            ),
          },
          {
            head: "",
            cell: (row) => (
              <Opener label={t("edit")} spoken={t("editOf", row.name)} title={t("editOf", row.name)}>
                {(close) => <EditDevice row={row} groups={groups} done={list.reload} close={close} />}
              </Opener>
            ),
          },
        ]}
      />
    </Page>
  );
}

function AddDevice({ done, close }: { readonly done: () => void; readonly close: () => void }): JSX.Element {
  const [name, setName] = useState("");
  const [token, setToken] = useState<string>();
  const [idempotency] = useState(newKey);
  const submit = async (): Promise<void> => {
    const made = await ask<{ token: string }>("POST", "/devices", { name }, { idempotency });
    setToken(made.token + (await linkEnd()));
    done();
  };
  if (token !== undefined)
    return (
      <>
        <p>{t("deviceReady")}</p>
        <Copyable text={`cordee-agent enrol '${location.origin}/enrol#${token}'`} label={t("deviceReady")} />
        <CancelButton close={close} />
      </>
    );
  return (
    <Form label={t("add")} submit={submit} more={<CancelButton close={close} />}>
      <Field label={t("deviceName")} value={name} set={setName} input={{ required: true, maxLength: 80 }} />
    </Form>
  );
}

function EditDevice(props: { readonly row: DeviceRow; readonly groups: readonly Group[]; readonly done: () => void; readonly close: () => void }): JSX.Element {
  const { row, groups, done, close } = props;
  const [name, setName] = useState(row.name);
  const [mine, setMine] = useState<readonly (string | number)[]>(row.groups ?? []);
  const finish = (): void => {
    done();
    close();
  };
  const remove = async (): Promise<void> => {
    if (sure(row.name)) await ask("DELETE", `/devices/${row.device}`).then(finish);
  };
  const deletion = <Act class="small quiet" label={t("delete")} act={remove} />;
  if (!hasRoute("PATCH /devices/{}"))
    return (
      <div class="row">
        {deletion}
        <CancelButton close={close} />
      </div>
    );
  const submit = (): Promise<void> => ask("PATCH", `/devices/${row.device}`, { name, groups: mine }).then(finish);
  return (
    <Form label={t("save")} submit={submit} more={<CancelButton close={close} />}>
      <Field label={t("deviceName")} value={name} set={setName} input={{ required: true, maxLength: 80 }} />
      {groups.length > 0 && <GroupChoice label={t("groups")} groups={groups} chosen={mine} set={setMine} />}
      {deletion}
    </Form>
  );
}
