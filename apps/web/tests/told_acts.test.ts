import { expect, test, vi } from "vitest";
import { Problem } from "../src/api/problem";
import { ToldActs } from "../src/session/told_acts";

interface Body {
  readonly stream: string;
  readonly first: number;
  readonly events: readonly { readonly act: string; readonly time: string }[];
}

function teller(answer: (body: Body) => Promise<string>): { told: ToldActs; asked: Body[] } {
  const asked: Body[] = [];
  const post = async (path: string, body: unknown): Promise<string> => {
    expect(path).toBe("/sessions/00ff/audit");
    asked.push(body as Body);
    return answer(body as Body);
  };
  return { told: new ToldActs({ post, poll: post }, "00ff"), asked };
}

test("acts are told in order, numbered, and again after a failure", async () => {
  vi.useFakeTimers();
  let fail = true;
  const { told, asked } = teller(async () => {
    if (!fail) return "{}";
    fail = false;
    throw new Problem(0, "no_answer", "nobody");
  });
  for (const act of ["consent-given", "module-started", "module-ended"]) told.tell(act);
  await vi.advanceTimersByTimeAsync(6000);
  vi.useRealTimers();
  expect(asked[0]?.events.map(({ act }) => act)).toEqual(["consent-given"]);
  const last = asked.at(-1);
  expect(last?.first).toBe(1);
  expect(last?.events.map(({ act }) => act)).toEqual(["consent-given", "module-started", "module-ended"]);
  expect(last?.events[0]?.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(new Set(asked.map(({ stream }) => stream)).size).toBe(1);
  expect(last?.stream).toMatch(/^[A-Za-z0-9_-]{1,22}$/);
});

test("a broker without such a log is asked once", async () => {
  const { told, asked } = teller(async () => {
    throw new Problem(404, "not_found", "this address leads nowhere");
  });
  told.tell("consent-given");
  await new Promise((done) => setImmediate(done));
  told.tell("module-started");
  await new Promise((done) => setImmediate(done));
  expect(asked).toHaveLength(1);
});
