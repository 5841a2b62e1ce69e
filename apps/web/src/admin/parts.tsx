import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { Dialog } from "../ui/parts";
import { t as common } from "../base/texts";
import { t } from "./texts";

/** A list's page: its name, what can be done beside it, the list. */
export function Page(props: { readonly title: string; readonly beside?: ComponentChildren; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div class="stack">
      <div class="row">
        <h1 class="grow">{props.title}</h1>
        {props.beside}
      </div>
      {props.children}
    </div>
  );
}

/** A button that opens a dialog; what is in it closes it. */
export function Opener(props: {
  readonly label: string;
  readonly spoken?: string;
  readonly title: string;
  readonly class?: string;
  readonly children: (close: () => void) => ComponentChildren;
}): JSX.Element {
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <button type="button" class={`button ${props.class ?? "small"}`} aria-label={props.spoken} onClick={() => setOpen(true)}>
        {props.label}
      </button>
      {open && (
        <Dialog title={props.title} close={close}>
          {props.children(close)}
        </Dialog>
      )}
    </>
  );
}

export function CancelButton({ close }: { readonly close: () => void }): JSX.Element {
  return (
    <button type="button" class="button" onClick={close}>
      {common("cancel")}
    </button>
  );
}

export function sure(what: string): boolean {
  return confirm(t("deleteSure", what));
}

export function saveFile(text: string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
