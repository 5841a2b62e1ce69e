import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { newKey } from "../api/call";
import { numberText } from "../base/language";
import { ask } from "../console/account";
import { pageName } from "../console/admin_entries";
import { newsOf } from "../console/events";
import { Act, Copyable, Field, Form, Trouble } from "../ui/parts";
import { CancelButton, Opener, Page, sure } from "./parts";
import { t } from "./texts";

export interface Relay {
  readonly relay: string;
  readonly from: string;
  readonly state: string;
  readonly region?: string;
  readonly host?: string;
  readonly ports?: readonly number[];
  readonly encapsulations?: readonly string[];
  readonly load?: { readonly sessions?: number; readonly capacity?: number };
}

interface Pin {
  readonly operator?: string;
  readonly relay: string;
  readonly fallback?: readonly string[];
}

export function useRelays(): { readonly relays: readonly Relay[]; readonly pins: readonly Pin[]; readonly error: unknown; reload(): void } {
  const [found, setFound] = useState<{ readonly relays?: readonly Relay[]; readonly pins?: readonly Pin[] }>({});
  const [error, setError] = useState<unknown>();
  const load = (): void => void ask<typeof found>("GET", "/relays").then(setFound, setError);
  const heard = newsOf("relays").value;
  useEffect(load, [heard]);
  return { relays: found.relays ?? [], pins: found.pins ?? [], error, reload: load };
}

export function RelaysPage(): JSX.Element {
  const { relays, pins, error, reload } = useRelays();
  const remove = async (relay: Relay): Promise<void> => {
    if (sure(relay.relay)) await ask("DELETE", `/relays/${encodeURIComponent(relay.relay)}`).then(reload);
  };
  return (
    <Page
      title={pageName("relays")}
      beside={
        <Opener class="main" label={t("addRelay")} title={t("addRelay")}>
          {(close) => <AddRelay done={reload} close={close} />}
        </Opener>
      }
    >
      <Trouble error={error} />
      <ul class="cards">
        {relays.map((relay) => (
          <li key={relay.relay} class="sheet stack tight">
            <h2 class="row">
              <span class={relay.state === "alive" ? "dot on" : "dot warm"} /> {relay.relay}
            </h2>
            <p>
              {relay.host} <span class="quiet">{relay.ports?.join(" ")}</span>
            </p>
            <p class="quiet">
              {relay.state}
              {relay.load?.capacity !== undefined && ` · ${t("load")} ${numberText(relay.load.sessions ?? 0)} / ${numberText(relay.load.capacity)}`}
              {relay.region && ` · ${relay.region}`} · {relay.from === "added" ? t("added") : t("settings")}
            </p>
            {relay.from === "added" && <Act class="small quiet" label={t("delete")} act={() => remove(relay)} />}
          </li>
        ))}
      </ul>
      <Pins relays={relays} pins={pins} reload={reload} />
    </Page>
  );
}

function AddRelay({ done, close }: { readonly done: () => void; readonly close: () => void }): JSX.Element {
  const [relay, setRelay] = useState("");
  const [region, setRegion] = useState("");
  const [made, setMade] = useState<{ relay: string; secret: string; ticket_key: string }>();
  const [idempotency] = useState(newKey);
  const submit = async (): Promise<void> => {
    setMade(await ask("POST", "/relays", { relay, ...(region === "" ? {} : { region }) }, { idempotency }));
    done();
  };
  if (made)
    return (
      <>
        <p>{t("relayReady")}</p>
        <Copyable text={JSON.stringify(made)} label={t("relayReady")} />
        <CancelButton close={close} />
      </>
    );
  return (
    <Form label={t("add")} submit={submit} more={<CancelButton close={close} />}>
      <Field label={t("relayId")} value={relay} set={setRelay} input={{ required: true, maxLength: 64, pattern: "[a-z0-9\\-]+" }} />
      <Field label={t("region")} value={region} set={setRegion} input={{ maxLength: 64 }} />
    </Form>
  );
}

interface PinsProps {
  readonly relays: readonly Relay[];
  readonly pins: readonly Pin[];
  readonly reload: () => void;
}

function Pins({ relays, pins, reload }: PinsProps): JSX.Element {
  const [operator, setOperator] = useState("");
  const [relay, setRelay] = useState("");
  const [fallback, setFallback] = useState("");
  const forWhom = operator.trim() === "" ? {} : { operator: operator.trim() };
  const submit = async (): Promise<void> => {
    await ask("PUT", "/relays/pin", { ...forWhom, relay, ...(fallback === "" ? {} : { fallback: [fallback] }) });
    reload();
  };
  const unpin = (pin: Pin): Promise<void> => ask("PUT", "/relays/pin", pin.operator ? { operator: pin.operator } : {}).then(reload);
  const choice = (label: string, value: string, set: (value: string) => void, required: boolean): JSX.Element => (
    <label class="field">
      <span>{label}</span>
      <select class="input" value={value} required={required} onChange={(event) => set(event.currentTarget.value)}>
        <option value="">–</option>
        {relays.map((one) => (
          <option key={one.relay} value={one.relay}>
            {one.relay}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <section class="stack">
      <h2>{t("pins")}</h2>
      <p class="quiet">{t("pinsIntro")}</p>
      {pins.length === 0 ? (
        <p class="quiet">{t("noPins")}</p>
      ) : (
        <ul class="plain">
          {pins.map((pin) => (
            <li key={pin.operator ?? ""} class="row">
              <span>
                {pin.operator ?? t("everybody")} → <strong>{pin.relay}</strong> <span class="quiet">{pin.fallback?.join(", ")}</span>
              </span>
              <Act class="small" label={t("unpin")} act={() => unpin(pin)} />
            </li>
          ))}
        </ul>
      )}
      <Form label={t("pin")} submit={submit} class="sheet stack">
        <div class="fields">
          <Field label={t("pinFor")} type="email" value={operator} set={setOperator} input={{ maxLength: 254, autocomplete: "off" }} />
          {choice(t("pinTo"), relay, setRelay, true)}
          {choice(t("fallback"), fallback, setFallback, false)}
        </div>
      </Form>
    </section>
  );
}
