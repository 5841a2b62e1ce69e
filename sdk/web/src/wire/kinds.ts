// The first byte of every record, and the numbers that go with it. PROTOCOL.md, "Records".

export const Kind = {
  pake1: 0x01,
  pake2: 0x02,
  pake3: 0x03,
  pake4: 0x04,
  hs1: 0x05,
  hs2: 0x06,
  hs3: 0x07,
  attach1: 0x08,
  attach2: 0x09,
  data: 0x10,
  datagram: 0x11,
  groupMedia: 0x12,
  abort: 0x7f,
} as const;

/** In the order of their numbers, which begin with 1; named as in grants. */
export const ways = ["code", "link", "device", "introduced", "account"] as const;
export type Way = (typeof ways)[number];
export const roles = ["operator", "agent", "observer"] as const;
export type Role = (typeof roles)[number];

export const protocolVersion = 1;
/** 25519, AES-256-GCM, SHA-256. */
export const suite = 1;
export const maxRecord = 65535;
export const maxHello = 2048;
export const maxHandshakePayload = 4096;
/** Longest record that is read before the other side is authenticated. */
export const maxHandshakeRecord = 8192;
