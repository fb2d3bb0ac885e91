import assert from "node:assert/strict";
import { test } from "node:test";
import type { DrainReport } from "../../../static/src/sync/outbox";
import { createScheduler } from "../../../static/src/sync/scheduler";

const CALM: DrainReport = {
  online: true,
  busy: false,
  sent: 0,
  failed: 0,
  waiting: 0,
  nextMs: undefined,
};

/** A scheduler whose passes end when the test says so. */
function bench() {
  const passes: { force: boolean; end: (report: DrainReport | Error) => void }[] = [];
  const timers: { work: () => void; ms: number }[] = [];
  const reports: unknown[] = [];
  let wake: (() => void) | undefined;
  const scheduler = createScheduler({
    drain: ({ force = false } = {}) =>
      new Promise((resolve, reject) => {
        passes.push({
          force,
          end: (report) => (report instanceof Error ? reject(report) : resolve(report)),
        });
      }),
    wake: (callback) => {
      wake = callback;
      return () => {
        wake = undefined;
      };
    },
    clock: { wall: () => 1_000_000 },
    random: () => 1,
    timer: {
      set: (work, ms) => timers.push({ work, ms }),
      clear: (handle) => void (handle !== undefined && timers.splice(0)),
    },
    onReport: (report, error) => reports.push(error ?? report),
  });
  const end = async (report: DrainReport | Error) => {
    passes[passes.length - 1]?.end(report);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { scheduler, passes, timers, reports, end, wake: () => wake?.() };
}

test("it drains at start, after a save, on waking, and forces when a person asks", async () => {
  const { scheduler, passes, end, wake } = bench();
  scheduler.start();
  await end(CALM);
  scheduler.saved();
  await end(CALM);
  wake();
  await end(CALM);
  scheduler.tapped();
  await end(CALM);
  assert.deepEqual(
    passes.map(({ force }) => force),
    [false, false, false, true],
  );
});

test("what is asked for during a pass is done after it, once, and force is not lost", async () => {
  const { scheduler, passes, end } = bench();
  scheduler.start();
  scheduler.saved();
  scheduler.tapped();
  scheduler.saved();
  assert.equal(passes.length, 1);
  await end(CALM);
  await end(CALM);
  assert.deepEqual(
    passes.map(({ force }) => force),
    [false, true],
  );
});

test("the next pass comes when the next op is due, and never when nothing is", async () => {
  const { scheduler, timers, end } = bench();
  scheduler.start();
  await end({ ...CALM, waiting: 1, nextMs: 1_005_000 });
  assert.deepEqual(
    timers.map(({ ms }) => ms),
    [5_000],
  );
  scheduler.saved();
  await end(CALM);
  assert.equal(timers.length, 0);
  scheduler.saved();
  await end({ ...CALM, waiting: 1, nextMs: 0 });
  assert.equal(timers[0]?.ms, 1_000);
});

test("without a network it asks ever more seldom, and at once on waking", async () => {
  const { scheduler, timers, passes, end, wake } = bench();
  const offline = { ...CALM, online: false, waiting: 2, nextMs: 0 };
  scheduler.start();
  const waits: (number | undefined)[] = [];
  for (let round = 0; round < 10; round++) {
    await end(offline);
    waits.push(timers[0]?.ms);
    timers.shift()?.work();
  }
  assert.deepEqual(waits.slice(0, 3), [2_000, 4_000, 8_000]);
  assert.equal(waits[9], 300_000);
  await end(offline);
  const before = passes.length;
  wake();
  assert.equal(passes.length, before + 1);
});

test("offline with nothing to send needs no timer; another tab's work is looked at again", async () => {
  const { scheduler, timers, end } = bench();
  scheduler.start();
  await end({ ...CALM, online: false });
  assert.equal(timers.length, 0);
  scheduler.saved();
  await end({ ...CALM, busy: true });
  assert.equal(timers[0]?.ms, 15_000);
});

test("a storage error is told and does not end the scheduling", async () => {
  const { scheduler, timers, reports, end } = bench();
  const broken = new Error("broken");
  scheduler.start();
  await end(broken);
  assert.deepEqual(reports, [broken]);
  assert.equal(timers.length, 1);
});

test("stopped, it neither wakes nor plans", async () => {
  const { scheduler, timers, passes, end, wake } = bench();
  scheduler.start();
  scheduler.stop();
  await end({ ...CALM, waiting: 1, nextMs: 0 });
  wake();
  assert.deepEqual([timers.length, passes.length], [0, 1]);
});

test("what a person asked for while another tab was sending is done when it is through", async () => {
  const { scheduler, passes, timers, end } = bench();
  scheduler.tapped();
  await end({ ...CALM, busy: true });
  scheduler.start();
  await end({ ...CALM, busy: true });
  timers[0]?.work();
  await end(CALM);
  scheduler.saved();
  await end(CALM);
  assert.deepEqual(
    passes.map(({ force }) => force),
    [true, true, true, false],
  );
});
