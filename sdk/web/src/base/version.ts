// Versions of three numbers: "1.20.3".

export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** One spelling for each; undefined for anything else. */
export function parseVersion(text: string): Version | undefined {
  const found = /^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})$/.exec(text);
  if (!found) return undefined;
  return { major: Number(found[1]), minor: Number(found[2]), patch: Number(found[3]) };
}

export function versionText(version: Version): string {
  return `${version.major}.${version.minor}.${version.patch}`;
}

/** Negative when a is the older one. */
export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch;
}

/** Of this package. */
export const softwareVersion = "0.1.0";
