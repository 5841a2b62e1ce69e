import { render, type JSX } from "preact";
import { useEffect } from "preact/hooks";
import { whatLacks } from "../base/able";
import { Choices, Mark } from "../ui/parts";
import { Lacking } from "../ui/lacking";
import { EnterPage } from "./enter_page";
import { stage } from "./joining";
import { SessionPage } from "./session_page";
import { t } from "./texts";
import { readArrival } from "./way_in";
import "../ui/tokens.css";
import "../ui/base.css";
import "./join.css";

const arrival = readArrival(location, history);
const lack = whatLacks();

function Body(): JSX.Element {
  const now = stage.value;
  if (lack) return <Lacking lack={lack} />;
  if (now.at === "asking")
    return (
      <p role="status" class="pulse">
        {t("asking")}
      </p>
    );
  return now.at === "enter" ? <EnterPage arrival={arrival} /> : <SessionPage view={now.view} />;
}

function JoinPage(): JSX.Element {
  const now = stage.value;
  const live = now.at === "session" && now.view.phase.value === "live";
  const title = t("pageTitle");
  useEffect(() => void (document.title = `${title} · Cordée`), [title]);
  return (
    <main class={live ? "join live" : "join"}>
      <div class="top">
        <Mark />
        <Choices />
      </div>
      <Body />
    </main>
  );
}

addEventListener("beforeunload", (event) => {
  const now = stage.value;
  if (now.at === "session" && now.view.phase.value === "live") event.preventDefault();
});

const page = document.getElementById("page");
if (page) render(<JoinPage />, page);
