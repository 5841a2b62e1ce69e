// Every text in both languages, side by side.

export type Say = (english: string, french: string) => string;

export function speaker(language: string): Say {
  return (english, french) => (language === "fr" ? french : english);
}

/** "1.2 MB", "1,2 Mo". */
export function amount(bytes: number, language: string): string {
  const french = language === "fr";
  const units = french ? ["o", "ko", "Mo", "Go", "To"] : ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  let value = bytes;
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1000;
  const text = unit === 0 || value >= 99.95 ? value.toFixed(0) : value.toFixed(1);
  return `${french ? text.replace(".", ",") : text}\u00a0${units[unit] ?? ""}`;
}
