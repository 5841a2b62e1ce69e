// Text of the other side, for people: without what moves the cursor or turns the reading direction round.

const deceives = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]/u;

export function printable(untrusted: string, most = 200): string {
  let out = "";
  let count = 0;
  for (const character of untrusted.slice(0, most * 2 + 2)) {
    if (count++ === most) return `${out}…`;
    out += deceives.test(character) ? "\ufffd" : character;
  }
  return out;
}
