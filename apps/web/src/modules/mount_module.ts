// Puts a module's web half into a panel of the page. The halves that come with Cordée are modules of this origin;
// those of anybody else run in a frame without one.

import type { Module, ModuleInfo, ModulePort, ModuleRequest } from "@cordee/sdk";
import type { CreatePlugin, Services } from "@cordee/sdk/plugin";

type Core = typeof import("../session/core");

/** Where a half draws. */
export interface Panel {
  readonly number: number;
  readonly module: string;
  readonly place: HTMLElement;
}

/** What the broker says of a web half. */
export interface WebHalf {
  readonly id: string;
  readonly version: string;
  readonly entry: string;
  readonly publisher: string;
  readonly permissions: readonly string[];
  readonly channels: readonly { readonly class: string; readonly unreliable?: boolean }[];
}

export const bundled: readonly string[] = ["remote-control", "chat", "file-transfer"];

export interface MountOptions {
  readonly core: Core;
  readonly half: WebHalf;
  readonly request: ModuleRequest;
  readonly port: ModulePort;
  readonly services: Services;
  readonly place: HTMLElement;
}

const safePath = /^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\.m?js$/;

/** The address of a half's script; undefined for an entry that is no path inside its package. */
export function entryOf(half: WebHalf): string | undefined {
  const simple = /^[a-z0-9-]{1,64}$/.test(half.id) && /^\d+\.\d+\.\d+$/.test(half.version) && safePath.test(half.entry);
  return simple ? `/api/v1/modules/${half.id}/${half.version}/web/${half.entry}` : undefined;
}

export async function mountModule(options: MountOptions): Promise<Module> {
  const { core, half, request, port, services, place } = options;
  const entry = entryOf(half);
  if (entry === undefined) throw new core.Failure("malformed", "entry");
  if (!bundled.includes(half.id)) {
    const title = core.printable(half.id, 64);
    return core.openFrame({ url: `/frame#${entry}`, place, services, title }, request, port);
  }
  const loaded = (await import(/* @vite-ignore */ entry)) as { readonly default?: CreatePlugin };
  if (typeof loaded.default !== "function") throw new core.Failure("malformed", "half");
  return core.runPlugin(loaded.default, request, port, { services, place });
}

/** Failure not_found when the broker has no web half of this version; unsupported for what is not understood. */
export function infoOf(core: Core, half: WebHalf): ModuleInfo {
  const version = core.parseVersion(half.version);
  if (!version) throw new core.Failure("malformed", "version");
  return {
    id: half.id,
    version,
    publisher: half.publisher,
    permissions: half.permissions,
    channels: half.channels.map((channel) => ({
      priority: channel.class as ModuleInfo["channels"][number]["priority"],
      unreliable: channel.unreliable === true,
    })),
  };
}
