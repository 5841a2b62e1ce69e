import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask } from "../console/account";
import { pageName } from "../console/admin_entries";
import { Field, Form, Trouble } from "../ui/parts";
import { asCsv, asText, openings, type SideWays, type Ways } from "./firewall";
import { Page, saveFile } from "./parts";
import { useRelays } from "./relays_page";
import { t } from "./texts";

interface Draft {
  readonly ports: string;
  readonly ways: string;
}
const draftOf = (side: SideWays): Draft => ({ ports: side.ports.join(" "), ways: side.encapsulations.join(" ") });
const words = (text: string): string[] => text.split(/[\s,]+/).filter((one) => one !== "");
const sideOf = (draft: Draft): SideWays => ({ ports: words(draft.ports).map(Number), encapsulations: words(draft.ways) });

export function ConnectionsPage(): JSX.Element {
  const [ways, setWays] = useState<Ways>();
  const [error, setError] = useState<unknown>();
  useEffect(() => void ask<Ways>("GET", "/connection").then(setWays, setError), []);
  return (
    <Page title={pageName("connections")}>
      <Trouble error={error} />
      {ways && (
        <>
          <Editor ways={ways} set={setWays} />
          <Firewall ways={ways} />
        </>
      )}
    </Page>
  );
}

function Editor({ ways, set }: { readonly ways: Ways; readonly set: (ways: Ways) => void }): JSX.Element {
  const [operator, setOperator] = useState(() => draftOf(ways.operator));
  const [agent, setAgent] = useState(() => draftOf(ways.agent));
  const [saved, setSaved] = useState(false);
  const submit = async (): Promise<void> => {
    setSaved(false);
    const next = { operator: sideOf(operator), agent: sideOf(agent) };
    await ask("PUT", "/connection", next);
    set(next);
    setSaved(true);
  };
  return (
    <Form class="sheet stack" label={t("save")} submit={submit} more={saved && <span role="status">{t("saved")}</span>}>
      <p class="quiet">{t("connectionsIntro")}</p>
      <Side title={t("operatorSide")} draft={operator} set={setOperator} />
      <Side title={t("clientSide")} draft={agent} set={setAgent} />
    </Form>
  );
}

function Side({ title, draft, set }: { readonly title: string; readonly draft: Draft; readonly set: (draft: Draft) => void }): JSX.Element {
  return (
    <fieldset class="choice stack tight">
      <legend>{title}</legend>
      <Field label={t("ports")} hint={t("portsHint")} value={draft.ports} set={(ports) => set({ ...draft, ports })} input={{ required: true, pattern: "[0-9 ,]+", maxLength: 120 }} />
      <Field label={t("ways")} hint={t("waysHint")} value={draft.ways} set={(next) => set({ ...draft, ways: next })} input={{ required: true, pattern: "[a-z ,]+", maxLength: 60 }} />
    </fieldset>
  );
}

function Firewall({ ways }: { readonly ways: Ways }): JSX.Element {
  const { relays } = useRelays();
  const list = openings(ways, relays, location);
  return (
    <section class="sheet stack">
      <h2>{t("firewall")}</h2>
      <p class="quiet">{t("firewallIntro")}</p>
      <pre class="list" tabIndex={0}>
        {asText(list)}
      </pre>
      <div class="row">
        <button type="button" class="button small" onClick={() => saveFile(asText(list), "firewall.txt", "text/plain")}>
          {t("asText")}
        </button>
        <button type="button" class="button small" onClick={() => saveFile(asCsv(list), "firewall.csv", "text/csv")}>
          {t("asCsv")}
        </button>
      </div>
    </section>
  );
}
