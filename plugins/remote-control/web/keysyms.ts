// What keys mean, by X11's keysyms. Values from X11/keysymdef.h and X11/XF86keysym.h.

/** By KeyboardEvent.key; of keys that are there twice, left and right. */
const named: { readonly [key: string]: number | readonly [number, number] } = {
  Backspace: 0xff08, Tab: 0xff09, Enter: 0xff0d, Clear: 0xff0b, Pause: 0xff13, Escape: 0xff1b, Home: 0xff50, ArrowLeft: 0xff51,
  ArrowUp: 0xff52, ArrowRight: 0xff53, ArrowDown: 0xff54, PageUp: 0xff55, PageDown: 0xff56, End: 0xff57, Select: 0xff60,
  PrintScreen: 0xff61, Execute: 0xff62, Insert: 0xff63, Undo: 0xff65, Again: 0xff66, Redo: 0xff66, ContextMenu: 0xff67, Find: 0xff68,
  Cancel: 0xff69, Help: 0xff6a, Delete: 0xffff,
  Shift: [0xffe1, 0xffe2], Control: [0xffe3, 0xffe4], Alt: [0xffe9, 0xffea], Meta: [0xffeb, 0xffec],
  AudioVolumeMute: 0x1008ff12, AudioVolumeDown: 0x1008ff11, AudioVolumeUp: 0x1008ff13, MediaPlayPause: 0x1008ff14, MediaStop: 0x1008ff15,
  MediaTrackPrevious: 0x1008ff16, MediaTrackNext: 0x1008ff17, LaunchMail: 0x1008ff19, LaunchCalculator: 0x1008ff1d,
  BrowserSearch: 0x1008ff1b, BrowserHome: 0x1008ff18, BrowserBack: 0x1008ff26, BrowserForward: 0x1008ff27, BrowserStop: 0x1008ff28,
  BrowserRefresh: 0x1008ff29, BrowserFavorites: 0x1008ff30, Cut: 0x1008ff58, Copy: 0x1008ff57, Paste: 0x1008ff6d,
}; // prettier-ignore

/** The same keys on the number pad. */
const padNamed: { readonly [key: string]: number } = {
  Enter: 0xff8d, Home: 0xff95, ArrowLeft: 0xff96, ArrowUp: 0xff97, ArrowRight: 0xff98, ArrowDown: 0xff99, PageUp: 0xff9a,
  PageDown: 0xff9b, End: 0xff9c, Clear: 0xff9d, Insert: 0xff9e, Delete: 0xff9f,
}; // prettier-ignore

const right = 2;
const pad = 3;

/** 0: the character has none, as a control has not. */
export function keysymOfCharacter(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000)) return 0;
  return code < 0x100 ? code : 0x01000000 + code;
}

/** Of KeyboardEvent.key when that is no character; 0: it means nothing there. */
export function keysymOfName(key: string, location: number): number {
  if (location === pad && padNamed[key] !== undefined) return padNamed[key];
  const number = /^F(\d{1,2})$/.exec(key)?.[1];
  if (number !== undefined && Number(number) >= 1 && Number(number) <= 24) return 0xffbd + Number(number);
  const found = Object.hasOwn(named, key) ? named[key] : undefined;
  if (typeof found === "object") return found[location === right ? 1 : 0];
  return found ?? 0;
}

/** The number pad's keysyms lie 0xff80 above their characters. */
export function keysymOfPad(character: string): number {
  return /^[*-9=]$/.test(character) ? 0xff80 + character.charCodeAt(0) : keysymOfCharacter(character);
}
