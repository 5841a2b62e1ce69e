import { signal } from "@preact/signals";
import { keep, read } from "./language";

export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const key = "cordee.theme";

/** "auto" is what the computer says. */
export const theme = signal<Theme>(themes.find((one) => one === read(key)) ?? "auto");

export function chooseTheme(next: Theme): void {
  theme.value = next;
  keep(key, next);
}

theme.subscribe((now) => {
  if (now === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = now;
});
