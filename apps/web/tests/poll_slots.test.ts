import { expect, test } from "vitest";
import { PollSlots } from "../src/console/poll_slots";

/** Until nothing more happens by itself. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

test("no more than so many wait at a time, and each has its turn", async () => {
  let now = 0;
  let timers: { readonly at: number; work(): void }[] = [];
  const slots = new PollSlots(
    2,
    () => now,
    (work, after) => void timers.push({ at: now + after, work }),
  );
  const pass = async (time: number): Promise<void> => {
    now += time;
    const due = timers.filter((one) => one.at <= now);
    timers = timers.filter((one) => one.at > now);
    for (const one of due) one.work();
    await settle();
  };
  const waits: string[] = [];
  const had = new Set<string>();
  const stop = new AbortController();
  const poll = (name: string): Promise<string | undefined> =>
    slots.run(
      (signal) =>
        new Promise<string>((_, gone) => {
          waits.push(name);
          had.add(name);
          signal.addEventListener("abort", () => {
            waits.splice(waits.indexOf(name), 1);
            gone(new Error("aborted"));
          });
        }),
      stop.signal,
    );
  const keepAsking = async (name: string): Promise<void> => {
    while (!stop.signal.aborted) await poll(name).catch(() => undefined);
  };
  const all = ["a", "b", "c", "d", "e"].map(keepAsking);
  await settle();
  expect(waits).toEqual(["a", "b"]);
  for (let i = 0; i < 8; i++) {
    await pass(2000);
    expect(waits.length).toBeLessThanOrEqual(2);
  }
  expect([...had].sort()).toEqual(["a", "b", "c", "d", "e"]);
  stop.abort();
  await pass(60_000);
  await Promise.all(all);
});

test("alone, nobody has to give way", async () => {
  const timers: (() => void)[] = [];
  const slots = new PollSlots(
    1,
    () => 0,
    (work) => void timers.push(work),
  );
  const answer = await slots.run(async (signal) => {
    for (const one of timers) one();
    return signal.aborted ? "gave way" : "heard";
  }, new AbortController().signal);
  expect(answer).toBe("heard");
});
