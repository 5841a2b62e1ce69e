// CTX: what both sides must agree on before the first key. Each side builds its own.

import { fromText, type Bytes } from "../base/bytes.js";
import { protocolVersion, roles, suite, ways, type Role, type Way } from "./kinds.js";
import { Writer } from "./reader.js";

export const contextSize = 88;

export interface Context {
  readonly way: Way;
  readonly initiator: Role;
  readonly session: Bytes; // 16
  readonly grantHash: Bytes; // 32
  readonly helloHash: Bytes; // 32
}

export function encodeContext(context: Context): Bytes {
  return new Writer()
    .bytes(fromText("RS1"))
    .u8(protocolVersion)
    .u8(suite)
    .u8(ways.indexOf(context.way) + 1)
    .u8(roles.indexOf(context.initiator) + 1)
    .u8(0)
    .bytes(context.session)
    .bytes(context.grantHash)
    .bytes(context.helloHash)
    .take();
}
