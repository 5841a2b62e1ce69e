import { expect, test } from "vitest";
import { asCsv, asText, openings } from "../src/admin/firewall";

const ways = { operator: { ports: [443, 80], encapsulations: ["native"] }, agent: { ports: [80, 8080], encapsulations: ["https", "http"] } };
const relays = [{ relay: "a", from: "settings", state: "alive", host: "relay.example", ports: [80, 443, 21] }];

test("what has to be open is what both lists have, and the broker", () => {
  const list = openings(ways, relays, { hostname: "broker.example", port: "8443" });
  expect(list).toEqual([
    { side: "both", host: "broker.example", port: 8443, ways: ["https"] },
    { side: "operator", host: "relay.example", port: 443, ways: ["native"] },
    { side: "operator", host: "relay.example", port: 80, ways: ["native"] },
    { side: "client", host: "relay.example", port: 80, ways: ["https", "http"] },
  ]);
  expect(asText(list).split("\n")).toHaveLength(5);
  expect(asCsv(list).split("\r\n")[1]).toBe("both,tcp,broker.example,8443,https");
});

test("a spreadsheet finds no formula in a name", () => {
  const [, row] = asCsv([{ side: "both", host: '=cmd|"x"', port: 1, ways: [] }]).split("\r\n");
  expect(row).toBe(`both,tcp,"'=cmd|""x""",1,`);
});
