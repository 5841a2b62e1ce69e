import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { newKey } from "../api/call";
import { dateText } from "../base/language";
import { ask, ifThere, isAdministrator, me, type RoleName } from "../console/account";
import { pageName } from "../console/admin_entries";
import { newsOf } from "../console/events";
import { usePaged } from "../ui/paged";
import { Act, Check, Field, Form } from "../ui/parts";
import { Search, Table } from "../ui/table";
import { useGroups, type Group } from "./groups_page";
import { CancelButton, Opener, Page, sure } from "./parts";
import { t } from "./texts";

interface OperatorRow {
  readonly id: string | number;
  readonly email: string;
  readonly name: string;
  readonly role: RoleName;
  readonly groups?: readonly (string | number)[];
  readonly scope?: readonly (string | number)[];
  readonly disabled?: boolean;
  readonly totp?: boolean;
  readonly last_seen?: string;
}

const roles: readonly RoleName[] = ["operator", "scoped_administrator", "administrator"];

export function OperatorsPage(): JSX.Element {
  const [q, setQ] = useState("");
  const list = usePaged<OperatorRow>("/operators", "operators", { q }, newsOf("operators"));
  const groups = useGroups();
  const namesOf = (ids: readonly (string | number)[] = []): string =>
    ids.map((id) => groups.find((group) => group.id === id)?.name ?? String(id)).join(", ");
  return (
    <Page
      title={pageName("operators")}
      beside={
        <>
          <Search value={q} set={setQ} />
          <Opener class="main" label={t("addOperator")} title={t("addOperator")}>
            {(close) => <OperatorForm groups={groups} done={list.reload} close={close} />}
          </Opener>
        </>
      }
    >
      <Table
        label={pageName("operators")}
        list={list}
        id={(row) => row.id}
        columns={[
          {
            head: t("name"),
            cell: (row) => (
              <>
                {row.name}
                <br />
                <span class="quiet">{row.email}</span>
              </>
            ),
          },
          { head: t("role"), cell: (row) => t(row.role) },
          ...(groups.length > 0 ? [{ head: t("groups"), cell: (row: OperatorRow) => namesOf(row.groups) }] : []),
          { head: t("state"), cell: (row) => (row.disabled ? t("disabled") : t("active")) },
          { head: t("lastSeen"), cell: (row) => (row.last_seen ? dateText(row.last_seen) : t("never")), narrow: true },
          {
            head: "",
            cell: (row) => (
              <Opener label={t("edit")} spoken={t("editOf", row.name)} title={t("editOf", row.name)}>
                {(close) => <OperatorForm row={row} groups={groups} done={list.reload} close={close} />}
              </Opener>
            ),
          },
        ]}
      />
    </Page>
  );
}

interface OperatorFormProps {
  readonly row?: OperatorRow;
  readonly groups: readonly Group[];
  readonly done: () => void;
  readonly close: () => void;
}

function OperatorForm({ row, groups, done, close }: OperatorFormProps): JSX.Element {
  const [name, setName] = useState(row?.name ?? "");
  const [email, setEmail] = useState(row?.email ?? "");
  const [password, setPassword] = useState("");
  const [role, setRole] = useState<RoleName>(row?.role ?? "operator");
  const [mine, setMine] = useState<readonly (string | number)[]>(row?.groups ?? []);
  const [scope, setScope] = useState<readonly (string | number)[]>(row?.scope ?? []);
  const [disabled, setDisabled] = useState(row?.disabled ?? false);
  const [idempotency] = useState(newKey);
  const own = row !== undefined && row.email === me.value?.email;
  const submit = async (): Promise<void> => {
    const about = { name, role, ...(groups.length > 0 ? { groups: mine } : {}), ...(role === "scoped_administrator" ? { scope } : {}) };
    if (row) await ask("PATCH", `/operators/${row.id}`, { ...about, disabled, ...(password === "" ? {} : { password }) });
    else await ask("POST", "/operators", { ...about, email, password }, { idempotency });
    done();
    close();
  };
  const remove = async (): Promise<void> => {
    if (!row || !sure(row.name)) return;
    await ask("DELETE", `/operators/${row.id}`);
    done();
    close();
  };
  return (
    <Form label={row ? t("save") : t("add")} submit={submit} more={<CancelButton close={close} />}>
      <Field label={t("name")} value={name} set={setName} input={{ required: true, maxLength: 80 }} />
      {!row && <Field label={t("email")} type="email" value={email} set={setEmail} input={{ required: true, maxLength: 254, autocomplete: "off" }} />}
      <Field
        label={row ? t("newPassword") : t("password")}
        hint={row ? t("passwordHint") : t("firstPasswordHint")}
        type="password"
        value={password}
        set={setPassword}
        input={{ required: !row, minLength: 8, maxLength: 256, autocomplete: "new-password" }}
      />
      {isAdministrator.value && !own && (
        <label class="field">
          <span>{t("role")}</span>
          <select class="input" value={role} onChange={(event) => setRole(event.currentTarget.value as RoleName)}>
            {roles.map((one) => (
              <option key={one} value={one}>
                {t(one)}
              </option>
            ))}
          </select>
        </label>
      )}
      {role === "scoped_administrator" && <GroupChoice label={t("scoped_administrator")} groups={groups} chosen={scope} set={setScope} />}
      {groups.length > 0 && <GroupChoice label={t("groups")} groups={groups} chosen={mine} set={setMine} />}
      {row && !own && <Check label={t("disable")} on={disabled} set={setDisabled} />}
      {row && !own && (
        <div class="row">
          {row.totp && <Act class="small" label={t("totpReset")} act={() => ifThere(ask("PATCH", `/operators/${row.id}`, { totp: false })).then(done)} />}
          <Act class="small quiet" label={t("delete")} act={remove} />
        </div>
      )}
    </Form>
  );
}

interface GroupChoiceProps {
  readonly label: string;
  readonly groups: readonly Group[];
  readonly chosen: readonly (string | number)[];
  readonly set: (chosen: readonly (string | number)[]) => void;
}

export function GroupChoice({ label, groups, chosen, set }: GroupChoiceProps): JSX.Element {
  return (
    <fieldset class="choice">
      <legend>{label}</legend>
      {groups.map((group) => (
        <Check
          key={group.id}
          label={group.name}
          on={chosen.includes(group.id)}
          set={(on) => set(on ? [...chosen, group.id] : chosen.filter((one) => one !== group.id))}
        />
      ))}
    </fieldset>
  );
}
