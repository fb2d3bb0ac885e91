import assert from "node:assert/strict";
import { test } from "node:test";
import { bestFix, createLocator } from "../../../static/src/device/location";

const fix = (fix_ms: number, acc_cm: number) =>
  ({ lat_e7: 1, lon_e7: 2, acc_cm, fix_ms, source: "browser" }) as const;

function position(timestamp: number, accuracy = 5, latitude = 35.0968541): GeolocationPosition {
  const coords = { latitude, longitude: 113.3925127, accuracy } as GeolocationCoordinates;
  return { coords, timestamp } as GeolocationPosition;
}

/** A receiver that counts, with a timer that the test lets run out. */
function bench() {
  const counts = { watch: 0, clear: 0 };
  let tell: PositionCallback = () => undefined;
  let fail: PositionErrorCallback = () => undefined;
  const timers = new Map<number, () => void>();
  const receiver = {
    watchPosition(success: PositionCallback, error?: PositionErrorCallback | null) {
      counts.watch += 1;
      tell = success;
      fail = error ?? fail;
      return counts.watch;
    },
    clearWatch() {
      counts.clear += 1;
    },
  };
  let next = 0;
  const timer = {
    set: (work: () => void) => {
      timers.set(++next, work);
      return next;
    },
    clear: (handle: unknown) => void timers.delete(handle as number),
  };
  const locator = createLocator(receiver, { wall: () => 10_000 }, timer);
  const idle = () => {
    for (const work of [...timers.values()]) work();
  };
  return {
    locator,
    counts,
    timers,
    idle,
    at: (place: GeolocationPosition) => tell(place),
    fail: (code: number) => fail({ code } as GeolocationPositionError),
  };
}

const choices: [string, [number, number][], number, number | undefined][] = [
  ["no fix", [], 0, undefined],
  [
    "the most accurate of the fresh ones",
    [
      [90_000, 500],
      [95_000, 900],
      [99_000, 700],
    ],
    90_000,
    500,
  ],
  [
    "a fresh rough one before an old sharp one",
    [
      [10_000, 300],
      [95_000, 9_000],
    ],
    95_000,
    9_000,
  ],
  [
    "without a fresh one the newest, however rough",
    [
      [10_000, 300],
      [60_000, 5_000],
    ],
    60_000,
    5_000,
  ],
  [
    "equally sharp: the nearer in time",
    [
      [90_000, 500],
      [98_000, 500],
    ],
    98_000,
    500,
  ],
  [
    "one that came just after the shutter",
    [
      [40_000, 300],
      [103_000, 600],
    ],
    103_000,
    600,
  ],
];

for (const [what, fixes, at, accuracy] of choices) {
  test(`fix at the shutter: ${what}`, () => {
    const best = bestFix(
      fixes.map(([time, acc]) => fix(time, acc)),
      100_000,
    );
    assert.deepEqual(best && [best.fix_ms, best.acc_cm], accuracy && [at, accuracy]);
    if (best) assert.equal(best.age_ms, 100_000 - at);
  });
}

test("a fix is whole numbers of the sealed units", () => {
  const { locator, at } = bench();
  locator.start();
  at(position(9_000.4, 8.126));
  assert.deepEqual(locator.fixAt(9_500), {
    lat_e7: 350_968_541,
    lon_e7: 1_133_925_127,
    acc_cm: 813,
    fix_ms: 9_000,
    age_ms: 500,
    source: "browser",
  });
});

test("places that are no numbers are passed over", () => {
  const { locator, at } = bench();
  locator.start();
  at(position(9_000, Number.NaN));
  at(position(9_000, 5, Number.NaN));
  assert.equal(locator.fixAt(9_000), undefined);
});

test("only the last five fixes are kept: nobody's way is recorded", () => {
  const { locator, at } = bench();
  locator.start();
  at(position(1_000, 1));
  for (let n = 0; n < 5; n++) at(position(2_000 + n, 50));
  assert.equal(locator.fixAt(1_000)?.acc_cm, 5_000);
});

test("one watch however often it is started, cleared after a minute without a touch", () => {
  const { locator, counts, timers, idle } = bench();
  locator.start();
  locator.start();
  locator.touch();
  assert.deepEqual([counts.watch, counts.clear, timers.size], [1, 0, 1]);
  idle();
  assert.deepEqual(counts, { watch: 1, clear: 1 });
  locator.touch();
  locator.stop();
  assert.deepEqual([counts.watch, counts.clear, timers.size], [1, 1, 0]);
  locator.start();
  locator.stop();
  locator.stop();
  assert.deepEqual(counts, { watch: 2, clear: 2 });
});

test("fixes and problems are told to whoever listens, until they stop", () => {
  const { locator, at, fail } = bench();
  const heard: unknown[] = [];
  const stop = locator.onFix((each) => heard.push(each.age_ms));
  locator.onProblem((problem) => heard.push(problem));
  locator.start();
  at(position(9_990));
  for (const code of [1, 2, 3]) fail(code);
  stop();
  at(position(9_995));
  assert.deepEqual(heard, [10, "denied", "unavailable", "timeout"]);
});

test("without a receiver it says so", () => {
  const locator = createLocator(undefined, { wall: () => 0 });
  const heard: string[] = [];
  locator.onProblem((problem) => heard.push(problem));
  locator.start();
  locator.stop();
  assert.deepEqual(heard, ["unavailable"]);
});
