// From the page to where the person wants it.

import { el } from "../../web-kit/dom.js";
import type { Received } from "./inbox.js";

interface Picker {
  showDirectoryPicker?(options: { mode: "readwrite" }): Promise<FileSystemDirectoryHandle>;
}
const picker = (): Picker => window as unknown as Picker;

export function saveOne(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export const canSaveAll = (): boolean => picker().showDirectoryPicker !== undefined;

/** How many were saved. The browser checks each name once more, and asks the person. */
export async function saveAll(files: readonly Received[], folders: readonly string[]): Promise<number> {
  const root = await picker().showDirectoryPicker?.({ mode: "readwrite" });
  if (!root) return 0;
  const folderOf = async (parts: readonly string[]): Promise<FileSystemDirectoryHandle> => {
    let at = root;
    for (const part of parts) at = await at.getDirectoryHandle(part, { create: true });
    return at;
  };
  for (const folder of folders) await folderOf(folder.split("/"));
  for (const { path, blob } of files) {
    const parts = path.split("/");
    const folder = await folderOf(parts.slice(0, -1));
    const file = await folder.getFileHandle(parts.at(-1) ?? "", { create: true });
    // It has its place when all of it is there.
    await blob.stream().pipeTo(await file.createWritable());
  }
  return files.length;
}
