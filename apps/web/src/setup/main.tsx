// The first administrator: the token in the link's fragment goes into one request, and nowhere else.

import { render, type JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { call } from "../api/call";
import { whatLacks } from "../base/able";
import { dictionary } from "../base/language";
import { Choices, Field, Form, Mark } from "../ui/parts";
import { Lacking } from "../ui/lacking";
import "../ui/tokens.css";
import "../ui/base.css";
import "./setup.css";

const t = dictionary(
  {
    title: "Set up Cordée",
    intro: "Whoever fills this in becomes the administrator. The link works once.",
    organisation: "Organisation",
    organisationHint: "Clients see it when somebody wants to help them.",
    name: "Your name",
    email: "E-mail address",
    password: "Password",
    passwordHint: "At least 8 characters; several words are good.",
    create: "Create the administrator",
    done: "Done",
    doneHint: "You can sign in now.",
    toConsole: "To the console",
    closed: "This server is set up",
    closedHint: "This door is closed for good. Sign in at the console instead.",
    noToken: "This link is not complete.",
    noTokenHint: "Open the whole link that the broker printed when it started.",
  },
  {
    title: "Configurer Cordée",
    intro: "Qui remplit ceci devient l’administrateur. Le lien sert une seule fois.",
    organisation: "Organisation",
    organisationHint: "Les clients la voient quand quelqu’un veut les aider.",
    name: "Votre nom",
    email: "Adresse e-mail",
    password: "Mot de passe",
    passwordHint: "Au moins 8 caractères ; plusieurs mots, c’est bien.",
    create: "Créer l’administrateur",
    done: "C’est fait",
    doneHint: "Vous pouvez maintenant vous connecter.",
    toConsole: "Vers la console",
    closed: "Ce serveur est configuré",
    closedHint: "Cette porte est fermée pour de bon. Connectez-vous à la console.",
    noToken: "Ce lien n’est pas complet.",
    noTokenHint: "Ouvrez le lien entier que le broker a affiché à son démarrage.",
  },
);

const token = location.hash.slice(1).split(".")[0] ?? "";
history.replaceState(null, "", location.pathname);

/** The broker answers 410 when there is an administrator. */
function isClosed(): boolean {
  const [navigation] = performance.getEntriesByType("navigation") as (PerformanceEntry & { responseStatus?: number })[];
  return navigation?.responseStatus === 410;
}

function SetupForm({ done }: { readonly done: () => void }): JSX.Element {
  const [organisation, setOrganisation] = useState("");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const submit = async (): Promise<void> => {
    await call("POST", "/setup", { body: { token, organisation, name, email, password } });
    done();
  };
  const need = { required: true, maxLength: 80 };
  return (
    <Form label={t("create")} submit={submit}>
      <p class="quiet">{t("intro")}</p>
      <Field label={t("organisation")} hint={t("organisationHint")} value={organisation} set={setOrganisation} input={need} />
      <Field label={t("name")} value={name} set={setName} input={{ ...need, autocomplete: "name" }} />
      <Field label={t("email")} type="email" value={email} set={setEmail} input={{ required: true, maxLength: 254, autocomplete: "username" }} />
      <Field
        label={t("password")}
        hint={t("passwordHint")}
        type="password"
        value={password}
        set={setPassword}
        input={{ required: true, minLength: 8, maxLength: 256, autocomplete: "new-password" }}
      />
    </Form>
  );
}

function SetupPage(): JSX.Element {
  const [done, setDone] = useState(false);
  const lack = whatLacks();
  const title = done ? t("done") : isClosed() ? t("closed") : t("title");
  useEffect(() => void (document.title = `${title} · Cordée`), [title]);
  const toConsole = (
    <a class="button main" href="/">
      {t("toConsole")}
    </a>
  );
  return (
    <main class="narrow">
      <div class="row">
        <span class="grow">
          <Mark />
        </span>
        <Choices />
      </div>
      <div class="sheet stack">
        <h1>{title}</h1>
        {lack === "insecure" ? (
          <Lacking lack={lack} />
        ) : done || isClosed() ? (
          <>
            <p role="status">{done ? t("doneHint") : t("closedHint")}</p>
            <div>{toConsole}</div>
          </>
        ) : token === "" ? (
          <div class="notice warm">
            <strong>{t("noToken")}</strong>
            <p>{t("noTokenHint")}</p>
          </div>
        ) : (
          <SetupForm done={() => setDone(true)} />
        )}
      </div>
    </main>
  );
}

const page = document.getElementById("page");
if (page) render(<SetupPage />, page);
