// Which modules this operator may offer: those that the broker has, less what the policy forbids.

import { Problem } from "../api/problem";
import { ask, ifThere } from "./account";

export interface Offered {
  readonly id: string;
  readonly permissions: readonly string[];
}

interface Package {
  readonly id: string;
  readonly platform: string;
  readonly version: string;
  readonly standing: string;
}

export interface Invitation {
  readonly invitation: string;
  readonly session: string;
  readonly expires: string;
  readonly modules: readonly Offered[];
  readonly code?: string;
  readonly code_expires?: string;
}

let known: readonly Offered[] | undefined;

export function forgetOfferable(): void {
  known = undefined;
}

async function all(): Promise<Offered[]> {
  const { packages } = await ask<{ packages: readonly Package[] }>("GET", "/packages");
  const found = new Map<string, Offered>();
  for (const { id, platform, standing } of packages) {
    if (standing !== "offered" || found.has(id)) continue;
    const at = `/modules/${encodeURIComponent(id)}?platform=${encodeURIComponent(platform)}`;
    const about = await ifThere(ask<{ permissions?: readonly string[] }>("GET", at));
    if (about?.permissions && about.permissions.length > 0) found.set(id, { id, permissions: about.permissions });
  }
  return [...found.values()];
}

export async function invite(key: string, minutes: number): Promise<Invitation> {
  const make = (modules: readonly Offered[], life = minutes): Promise<Invitation> =>
    ask<Invitation>("POST", "/invitations", { key, modules, minutes: life });
  const wanted = known ?? (await all());
  try {
    return await make(wanted);
  } catch (error) {
    if (!isDenied(error) || wanted.length === 0) throw error;
    // One of them is not for this operator, and the broker names only the first.
    const allowed: Offered[] = [];
    let last: unknown = error;
    for (const one of wanted) {
      try {
        const probe = await make([one], 1);
        await ask("DELETE", `/invitations/${probe.invitation}`);
        allowed.push(one);
      } catch (refused) {
        if (!isDenied(refused)) throw refused;
        last = refused;
      }
    }
    if (allowed.length === 0) throw last;
    known = allowed;
    return make(allowed);
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof Problem && (error.code === "module_denied" || error.code === "not_found");
}
