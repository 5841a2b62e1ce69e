import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { numberText } from "../base/language";
import { ask, ifThere } from "../console/account";
import { hasRoute, pageName } from "../console/admin_entries";
import { newsOf } from "../console/events";
import { usePaged } from "../ui/paged";
import { Act, Field, Form } from "../ui/parts";
import { Table } from "../ui/table";
import { CancelButton, Opener, Page, sure } from "./parts";
import { t } from "./texts";

export interface Group {
  readonly id: string | number;
  readonly name: string;
  readonly operators?: number;
  readonly devices?: number;
}

/** All of them, for forms; none where the broker has no groups. */
export function useGroups(): readonly Group[] {
  const [groups, setGroups] = useState<readonly Group[]>([]);
  useEffect(() => {
    if (!hasRoute("GET /groups")) return;
    ifThere(ask<{ groups?: readonly Group[] }>("GET", "/groups?limit=200")).then(
      (found) => setGroups(found?.groups ?? []),
      () => undefined,
    );
  }, []);
  return groups;
}

export function GroupsPage(): JSX.Element {
  const list = usePaged<Group>("/groups", "groups", {}, newsOf("operators"));
  return (
    <Page
      title={pageName("groups")}
      beside={
        <Opener class="main" label={t("addGroup")} title={t("addGroup")}>
          {(close) => <GroupForm done={list.reload} close={close} />}
        </Opener>
      }
    >
      <Table
        label={pageName("groups")}
        list={list}
        id={(row) => row.id}
        columns={[
          { head: t("name"), cell: (row) => row.name },
          { head: t("operatorsIn"), cell: (row) => numberText(row.operators ?? 0) },
          { head: t("devicesIn"), cell: (row) => numberText(row.devices ?? 0) },
          {
            head: "",
            cell: (row) => (
              <Opener label={t("edit")} spoken={t("editOf", row.name)} title={t("editOf", row.name)}>
                {(close) => <GroupForm row={row} done={list.reload} close={close} />}
              </Opener>
            ),
          },
        ]}
      />
    </Page>
  );
}

function GroupForm(props: { readonly row?: Group; readonly done: () => void; readonly close: () => void }): JSX.Element {
  const { row, done, close } = props;
  const [name, setName] = useState(row?.name ?? "");
  const finish = (): void => {
    done();
    close();
  };
  const submit = (): Promise<void> => (row ? ask("PATCH", `/groups/${row.id}`, { name }) : ask("POST", "/groups", { name })).then(finish);
  const remove = async (): Promise<void> => {
    if (row && sure(row.name)) await ask("DELETE", `/groups/${row.id}`).then(finish);
  };
  return (
    <Form label={row ? t("save") : t("add")} submit={submit} more={<CancelButton close={close} />}>
      <Field label={t("groupName")} value={name} set={setName} input={{ required: true, maxLength: 80 }} />
      {row && <Act class="small quiet" label={t("delete")} act={remove} />}
    </Form>
  );
}
