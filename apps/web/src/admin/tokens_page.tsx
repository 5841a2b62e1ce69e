import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { newKey } from "../api/call";
import { dateText } from "../base/language";
import { ask, isAdministrator } from "../console/account";
import { pageName } from "../console/admin_entries";
import { usePaged } from "../ui/paged";
import { Act, Check, Copyable, Field, Form } from "../ui/parts";
import { Table } from "../ui/table";
import { CancelButton, Opener, Page, sure } from "./parts";
import { t } from "./texts";

interface TokenRow {
  readonly id: string | number;
  readonly name: string;
  readonly expires: string;
  readonly scopes?: readonly string[];
}

/** Never more than its maker. */
const mine = (): readonly string[] =>
  isAdministrator.value ? ["sessions", "operators", "devices", "policy", "plugins", "relays", "audit"] : ["sessions", "operators", "devices"];

export function TokensPage(): JSX.Element {
  const list = usePaged<TokenRow>("/tokens", "tokens");
  const remove = async (row: TokenRow): Promise<void> => {
    if (!sure(row.name)) return;
    await ask("DELETE", `/tokens/${row.id}`);
    list.reload();
  };
  return (
    <Page
      title={pageName("tokens")}
      beside={
        <Opener class="main" label={t("addToken")} title={t("addToken")}>
          {(close) => <AddToken done={list.reload} close={close} />}
        </Opener>
      }
    >
      <Table
        label={pageName("tokens")}
        list={list}
        id={(row) => row.id}
        columns={[
          { head: t("tokenName"), cell: (row) => row.name },
          { head: t("scopes"), cell: (row) => row.scopes?.join(", ") },
          { head: t("expires"), cell: (row) => dateText(row.expires), narrow: true },
          { head: "", cell: (row) => <Act class="small" label={t("delete")} title={t("deleteOf", row.name)} act={() => remove(row)} /> },
        ]}
      />
    </Page>
  );
}

const month = 30 * 24 * 3600 * 1000;

function AddToken({ done, close }: { readonly done: () => void; readonly close: () => void }): JSX.Element {
  const [name, setName] = useState("");
  const [months, setMonths] = useState("3");
  const [scopes, setScopes] = useState<readonly string[]>(["sessions"]);
  const [token, setToken] = useState<string>();
  const [idempotency] = useState(newKey);
  const submit = async (): Promise<void> => {
    const expires = `${new Date(Date.now() + Number(months) * month).toISOString().slice(0, 19)}Z`;
    const made = await ask<{ token: string }>("POST", "/tokens", { name, expires, scopes }, { idempotency });
    setToken(made.token);
    done();
  };
  if (token !== undefined)
    return (
      <>
        <p>{t("tokenReady")}</p>
        <Copyable text={token} label={t("tokens")} />
        <CancelButton close={close} />
      </>
    );
  return (
    <Form label={t("addToken")} submit={submit} more={<CancelButton close={close} />}>
      <Field label={t("tokenName")} value={name} set={setName} input={{ required: true, maxLength: 80 }} />
      <Field label={t("months")} type="number" value={months} set={setMonths} input={{ required: true, min: 1, max: 24 }} />
      <fieldset class="choice">
        <legend>{t("scopes")}</legend>
        {mine().map((one) => (
          <Check key={one} label={one} on={scopes.includes(one)} set={(on) => setScopes(on ? [...scopes, one] : scopes.filter((other) => other !== one))} />
        ))}
      </fieldset>
    </Form>
  );
}
