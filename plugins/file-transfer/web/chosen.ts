// What a person chose or dropped, as files and folders with their paths.

import { isPath } from "./paths.js";
import type { Item } from "./source.js";

/** Each folder before what is in it. */
export function chosenItems(files: readonly File[]): Item[] {
  const out: Item[] = [];
  const folders = new Set<string>();
  for (const file of files) {
    const path = file.webkitRelativePath === "" ? file.name : file.webkitRelativePath;
    if (!isPath(path)) continue;
    const parts = path.split("/");
    for (let i = 1; i < parts.length; i++) {
      const folder = parts.slice(0, i).join("/");
      if (folders.has(folder)) continue;
      folders.add(folder);
      out.push({ path: folder });
    }
    out.push({ path, file });
  }
  return out;
}

/** Call it in the event itself: the list is empty later. */
export async function droppedItems(data: DataTransfer): Promise<Item[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry());
  if (!entries.some((entry) => entry?.isDirectory)) return chosenItems([...data.files]);
  const out: Item[] = [];
  for (const entry of entries) if (entry) await walk(entry, entry.name, out);
  return out;
}

async function walk(entry: FileSystemEntry, path: string, out: Item[]): Promise<void> {
  if (!isPath(path)) return;
  if (entry.isFile) {
    const file = await new Promise<File | undefined>((done) => (entry as FileSystemFileEntry).file(done, () => done(undefined)));
    if (file) out.push({ path, file });
    return;
  }
  out.push({ path });
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done) => reader.readEntries(done, () => done([])));
    if (some.length === 0) return;
    for (const one of some) await walk(one, `${path}/${one.name}`, out);
  }
}
