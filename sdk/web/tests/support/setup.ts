// Node 18 has WebCrypto, and not where browsers have it.
import { webcrypto } from "node:crypto";

if (!("crypto" in globalThis)) Object.defineProperty(globalThis, "crypto", { value: webcrypto });
if (!("CryptoKey" in globalThis)) Object.defineProperty(globalThis, "CryptoKey", { value: webcrypto.CryptoKey });
