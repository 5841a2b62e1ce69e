// Where in the console: the fragment, so that the back button works and nothing is sent.

import { signal } from "@preact/signals";

const read = (): string => location.hash.replace(/^#\/?/, "") || "sessions";

export const route = signal(read());
addEventListener("hashchange", () => void (route.value = read()));
