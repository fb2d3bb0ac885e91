/** The words over the viewfinder for each place, with and without a position. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fix, Verdict, Zone } from "../../../static/src/domain/model";
import { verdictText } from "../../../static/src/field/verdict";

const evening = Date.parse("2026-11-23T19:42+08:00");
const morning = Date.parse("2026-11-23T09:00+08:00");

const fix: Fix = {
  lat_e7: 1,
  lon_e7: 1,
  acc_cm: 900,
  fix_ms: evening,
  age_ms: 0,
  source: "browser",
};
const zone: Zone = {
  code: "N08",
  version: 1,
  kind: "night",
  name: "Market",
  location_text: "",
  demo: true,
  capacity: 44,
  goods: "",
  hours: [{ open: "17:30", close: "23:30" }],
  geometry: { type: "Polygon", coordinates: [] },
};

function verdict(place: Verdict["place"], change: Partial<Verdict> = {}): Verdict {
  return { engine: 1, zones_version: "v", place, zone: "N08", ...change };
}

test("inside, open", () => {
  assert.deepEqual(verdictText(verdict("inside"), zone, fix, evening, undefined), {
    icon: "place",
    title: "In N08 Market",
    details: ["Open until 23:30", "Position ±9 m"],
    demo: true,
  });
});

test("uncertain says how probable", () => {
  const text = verdictText(
    verdict("uncertain", { probability_permille: 844 }),
    zone,
    fix,
    morning,
    undefined,
  );
  assert.equal(text.title, "Probably in N08 Market (84%)");
  assert.equal(text.details[0], "Closed now, hours 17:30–23:30");
});

test("below even odds it does not say probably", () => {
  const at = (probability_permille: number) =>
    verdictText(verdict("uncertain", { probability_permille }), zone, fix, morning, undefined);
  assert.equal(at(494).title, "Possibly in N08 Market (49%)");
  assert.equal(at(495).title, "Probably in N08 Market (50%)");
});

test("outside names the nearest and how far", () => {
  const text = verdictText(
    verdict("outside", { distance_cm: 32_000 }),
    zone,
    fix,
    evening,
    undefined,
  );
  assert.equal(text.title, "In no vending zone; nearest: N08 Market, 320 m");
  assert.equal(text.icon, "place-out");
});

test("without a position it says why, and never blocks", () => {
  const none = verdictText(verdict("unknown"), undefined, undefined, evening, "denied");
  assert.equal(none.title, "No position yet");
  assert.match(none.details[0] ?? "", /not allowed/);
  const searching = verdictText(verdict("unknown"), undefined, undefined, evening, undefined);
  assert.match(searching.details[0] ?? "", /does not wait/);
});

test("a position without zones, and an old position", () => {
  const old = { ...fix, age_ms: 180_000 };
  const text = verdictText(verdict("unknown"), undefined, old, evening, undefined);
  assert.equal(text.title, "No zones on this phone yet");
  assert.deepEqual(text.details, ["Position ±9 m, 3 min old"]);
});
