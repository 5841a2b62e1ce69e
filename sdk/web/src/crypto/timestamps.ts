// Moments in signed tokens: RFC 3339, whole seconds.

const form = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970, fractions of a second dropped; undefined for what is no date from 1970 to 9999,
 * and for leap seconds. */
export function parseTimestamp(text: string): number | undefined {
  const found = form.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number);
  const offset = minutesOf(found[7] ?? "");
  if (offset === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined; // no such day
  const time = date.getTime() + ((hour * 60 + minute - offset) * 60 + second) * 1000;
  return time >= 0 && time < Date.UTC(10000, 0) ? time : undefined;
}

function minutesOf(zone: string): number | undefined {
  if (zone === "Z") return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}
