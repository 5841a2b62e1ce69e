import { render, type ComponentType, type JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { whatLacks } from "../base/able";
import { dictionary } from "../base/language";
import { t as common } from "../base/texts";
import { Lacking } from "../ui/lacking";
import { Lazy } from "../ui/lazy";
import { Act, Choices, Mark, Trouble } from "../ui/parts";
import { administers, expired, lookWhoItIs, me } from "./account";
import { AccountPage } from "./account_page";
import { listen } from "./events";
import { Frame } from "./frame";
import { PastPage } from "./past_page";
import { route } from "./route";
import { anyLive } from "./sessions";
import { SessionsPage } from "./sessions_page";
import { SignIn, SignInAgain } from "./sign_in";
import { adminEntries, learnRoutes } from "./admin_entries";
import "../ui/tokens.css";
import "../ui/base.css";
import "../setup/setup.css";
import "./console.css";

const t = dictionary({ welcome: "Console" }, { welcome: "Console" });
const loadAdmin = (): Promise<{ default: ComponentType<{ page: string }> }> => import("../admin/admin");

function Content(): JSX.Element {
  const now = route.value;
  const admin = now.startsWith("admin/") && administers.value;
  return (
    <>
      {/* Sessions stay: what runs in them is not to be lost by a look at something else. */}
      <div hidden={admin || now === "past" || now === "account"}>
        <SessionsPage />
      </div>
      {now === "past" && <PastPage />}
      {now === "account" && <AccountPage />}
      {admin && <Lazy key={now} load={loadAdmin} of={{ page: now.slice("admin/".length) }} />}
    </>
  );
}

function Console(): JSX.Element {
  useEffect(listen, []);
  useEffect(() => void (administers.value && learnRoutes()), []);
  return (
    <>
      <Frame admin={adminEntries.value}>
        <Content />
      </Frame>
      {expired.value && <SignInAgain />}
    </>
  );
}

function Page(): JSX.Element {
  const [error, setError] = useState<unknown>();
  const lack = whatLacks();
  const look = (): Promise<void> => lookWhoItIs().then(() => setError(undefined), setError);
  useEffect(() => void (lack ?? look()), []);
  useEffect(() => {
    if (!me.value) document.title = `${t("welcome")} · Cordée`;
  });
  if (!lack && me.value) return <Console />;
  if (!lack && me.value === null) return <SignIn />;
  return (
    <main class="narrow">
      <div class="row">
        <span class="grow">
          <Mark />
        </span>
        <Choices />
      </div>
      {!lack && <h1 class="unseen">{t("welcome")}</h1>}
      {lack ? <Lacking lack={lack} /> : error === undefined ? <p class="quiet">{common("loading")}</p> : <Trouble error={error} />}
      {error !== undefined && (
        <div>
          <Act label={common("again")} act={look} />
        </div>
      )}
    </main>
  );
}

addEventListener("beforeunload", (event) => {
  if (anyLive()) event.preventDefault();
});

const page = document.getElementById("page");
if (page) render(<Page />, page);
