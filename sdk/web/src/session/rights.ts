// What may happen in a session: the grant, what this side allows, and what the person said, narrowed in this
// order. Pure functions.

import { equalBytes } from "../base/bytes.js";
import { Failure } from "../base/error.js";
import { compareVersions, type Version } from "../base/version.js";
import type { Grant, GrantedModule, Part } from "../crypto/grant.js";
import type { Role } from "../wire/kinds.js";

/** What the person or program here allows, whatever any grant says. Empty lists deny nothing. */
export interface DevicePolicy {
  readonly deniedModules: readonly string[];
  readonly deniedPermissions: readonly string[];
}
export const allowAll: DevicePolicy = { deniedModules: [], deniedPermissions: [] };

/** The participant with this role; undefined when the grant lists none or more than one. */
export function findPart(grant: Grant, role: Role): Part | undefined {
  const found = grant.parts.filter((part) => part.role === role);
  return found.length === 1 ? found[0] : undefined;
}

/** The module in the list of the grant's operator. */
export function findGranted(grant: Grant, id: string): GrantedModule | undefined {
  return findPart(grant, "operator")?.mods.find((module) => module.id === id);
}

/** Those of `asked`, each once, that are also in `allowed`. */
export function intersect(asked: readonly string[], allowed: readonly string[]): string[] {
  return [...new Set(asked)].filter((permission) => allowed.includes(permission));
}

/** Of `asked`, what grant and device policy leave to the operator for this module. Failure not_permitted when
 * the module may not be used, is older than the grant wants, or nothing is left. */
export function permitted(
  grant: Grant,
  policy: DevicePolicy,
  module: string,
  version: Version,
  asked: readonly string[],
): string[] {
  const part = findPart(grant, "operator");
  const granted = findGranted(grant, module);
  if (!part || !granted || compareVersions(version, granted.min) < 0 || policy.deniedModules.includes(module))
    throw new Failure("not_permitted", "module");
  let left = intersect(asked, part.perms);
  if (granted.perms) left = intersect(left, granted.perms);
  left = left.filter((permission) => !policy.deniedPermissions.includes(permission));
  if (left.length === 0) throw new Failure("not_permitted", "permissions");
  return left;
}

/** Whether the grant is one to be together on, and asks for nothing that cannot be done here: nothing records
 * yet. */
export function mayBegin(grant: Grant): boolean {
  return grant.typ === "grant" && grant.recording !== "required";
}

/** Whether a renewal leaves the session's people as they were or fewer: the same keys in the same roles. */
export function samePeople(before: Grant, after: Grant): boolean {
  return (
    equalBytes(before.sid, after.sid) &&
    after.parts.every((part) => {
      const was = findPart(before, part.role);
      return was !== undefined && equalBytes(was.key, part.key);
    })
  );
}
