/** What the map and its list say of a zone. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Fix, Zone } from "../../../static/src/domain/model";
import {
  factsOf,
  marksOf,
  ofKind,
  positionText,
  sharing,
  sorted,
} from "../../../static/src/field/zone-facts";

const evening = Date.parse("2026-11-23T19:42+08:00");
const night = Date.parse("2026-11-24T02:00+08:00");

const fix: Fix = {
  lat_e7: 351_000_000,
  lon_e7: 1_134_000_000,
  acc_cm: 900,
  fix_ms: evening,
  age_ms: 0,
  source: "browser",
};

/** A square of about 10 m, so many metres east of the fix. */
function zone(code: string, eastM: number, change: Partial<Zone> = {}): Zone {
  const west = 113.4 + eastM / 91_200;
  const [east, south, north] = [west + 10 / 91_200, 35.09995, 35.10005];
  return {
    code,
    version: 1,
    kind: code.startsWith("D") ? "day" : "night",
    name: "Market",
    location_text: "by the bridge",
    demo: true,
    capacity: 44,
    goods: "snacks",
    hours: code.startsWith("D")
      ? [{ open: "06:00", close: "18:30" }]
      : [{ open: "17:30", close: "23:30" }],
    geometry: {
      type: "Polygon",
      coordinates: [
        [
          [west, south],
          [east, south],
          [east, north],
          [west, north],
          [west, south],
        ],
      ],
    },
    ...change,
  };
}

test("an open zone, with a position", () => {
  const facts = factsOf(zone("N08", 100), fix, evening);
  assert.equal(facts.title, "N08 Market");
  assert.equal(facts.state, "Open until 23:30");
  assert.equal(facts.terms, "17:30–23:30 · snacks · 44 stalls");
  assert.equal(facts.away, "About 100 m from you (±9 m)");
});

test("a closed zone, without a position or goods", () => {
  const facts = factsOf(zone("N08", 100, { goods: "", capacity: 0 }), undefined, night);
  assert.deepEqual([facts.open, facts.state], [false, "Closed now"]);
  assert.deepEqual([facts.terms, facts.away, facts.away_cm], ["17:30–23:30", "", undefined]);
});

test("inside says so by the phone's position, not as a fact", () => {
  const facts = factsOf(zone("N08", -5), fix, evening);
  assert.equal(facts.away, "By the phone's position you are in it (±9 m)");
});

test("the list: nearest first with a position, else by code", () => {
  const zones = [zone("N30", 10), zone("D02", 300), zone("N01", 90)];
  const codes = (where: Fix | undefined) =>
    sorted(zones.map((one) => factsOf(one, where, evening))).map((one) => one.zone.code);
  assert.deepEqual(codes(fix), ["N30", "N01", "D02"]);
  assert.deepEqual(codes(undefined), ["D02", "N01", "N30"]);
});

test("marks: the chosen one first, then open ones; the words say it without colour", () => {
  const marks = marksOf([zone("D01", 0), zone("D02", 0), zone("N01", 0)], "D02", evening);
  assert.deepEqual(
    marks.map(({ code, open, short, words }) => [code, open, short, words]),
    [
      ["D02", false, "Day D02", "Day D02 · closed"],
      ["N01", true, "Night N01", "Night N01 · open"],
      ["D01", false, "Day D01", "Day D01 · closed"],
    ],
  );
});

test("a rough position is called rough", () => {
  assert.equal(positionText(fix, "Position ±9 m"), "Position ±9 m");
  const rough = positionText({ ...fix, acc_cm: 8500 }, "Position ±85 m");
  assert.equal(rough, "Position ±85 m: rough, wait a little");
});

test("the 43 demo zones: 13 by day, 30 by night, three places that are both", () => {
  const file = "app/zones/data/demo_zones.geojson";
  const { features } = JSON.parse(readFileSync(file, "utf8")) as {
    features: { properties: { code: string }; geometry: Zone["geometry"] }[];
  };
  const zones = features.map(({ properties, geometry }) => zone(properties.code, 0, { geometry }));
  const counts = (["all", "day", "night"] as const).map((kind) => ofKind(zones, kind).length);
  assert.deepEqual(counts, [43, 13, 30]);
  const shared = zones.flatMap((one) =>
    sharing(one, zones).map(({ code }) => `${one.code}=${code}`),
  );
  assert.deepEqual(
    shared.filter((pair) => pair.startsWith("D")),
    ["D01=N21", "D04=N18", "D08=N12"],
  );
});
