// SEC-2: the published vectors, with the engine's X25519 and Ed25519 and with noble's.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useNobleEd25519 } from "../src/crypto/ed25519";
import { useNobleX25519 } from "../src/crypto/x25519";
import { vectorCases } from "./support/vectors";

test("there are vectors of every kind", () => {
  for (const [kind, least] of [["noise", 18], ["spake2", 2], ["paseto", 4], ["rs1", 6]] as const)
    expect(vectorCases.filter((one) => one.name.startsWith(kind)).length).toBeGreaterThanOrEqual(least);
});

describe("with WebCrypto", () => {
  test.each(vectorCases.map((one) => [one.name, one.run] as const))("%s", (_, run) => run());
});

describe("as in a browser without X25519 and Ed25519", () => {
  beforeAll(() => {
    useNobleX25519(true);
    useNobleEd25519(true);
  });
  afterAll(() => {
    useNobleX25519(false);
    useNobleEd25519(false);
  });
  test.each(vectorCases.map((one) => [one.name, one.run] as const))("%s", (_, run) => run());
});
