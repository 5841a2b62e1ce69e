// Files that are dropped onto one half and belong to another: the file transfer's takes them, when it runs.

const name = "cordee-files";

/** True: somebody took the files. */
export function handOver(place: HTMLElement, files: readonly File[]): boolean {
  const event = new CustomEvent(name, { detail: files, bubbles: true, composed: true, cancelable: true });
  return !place.dispatchEvent(event);
}

/** `take` says whether the files are taken. */
export function takeOver(document: Document, take: (files: readonly File[]) => boolean, signal: AbortSignal): void {
  const listen = (event: Event): void => {
    const { detail } = event as CustomEvent<readonly File[]>;
    if (!event.defaultPrevented && take(detail)) event.preventDefault();
  };
  document.addEventListener(name, listen, { signal });
}
