// Which channel goes first on a shared path; the first goes first. The names are those of manifest.json.

export const priorityClasses = ["voice", "input", "control", "screen", "chat", "bulk"] as const;
export type PriorityClass = (typeof priorityClasses)[number];
