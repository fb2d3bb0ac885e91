import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { chanceInside, edgeDistance, type SignedRing } from "../../../static/src/domain/geometry";
import type { Fix, Ring, Verdict, Zone, ZonesSnapshot } from "../../../static/src/domain/model";
import { judge, openUntil } from "../../../static/src/domain/zones";

interface VerdictCase {
  what: string;
  zones: string;
  fix?: Pick<Fix, "lat_e7" | "lon_e7" | "acc_cm">;
  at_ms: number;
  verdict: Verdict;
}

interface HoursCase extends Pick<Zone, "hours"> {
  what: string;
  at: string;
  at_ms: number;
  until?: string;
}

interface GeometryCase {
  what: string;
  rings: Ring[];
  sigma: number;
  probability: number;
  distance: number;
}

function vectors<Contents>(name: string): Contents {
  const file = new URL(`../../vectors/${name}`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8"));
}

const verdicts = vectors<{ snapshots: Record<string, ZonesSnapshot>; cases: VerdictCase[] }>(
  "zone-verdict.json",
);

function snapshot(name: string): ZonesSnapshot {
  const found = verdicts.snapshots[name];
  assert.ok(found);
  return found;
}

function fixOf(place: VerdictCase["fix"]): Fix | undefined {
  return place && { ...place, fix_ms: 0, age_ms: 0, source: "browser" };
}

for (const { what, zones, fix, at_ms, verdict } of verdicts.cases) {
  test(`verdict: ${what}`, () => {
    assert.deepEqual(judge(snapshot(zones), fixOf(fix), at_ms), verdict);
  });
}

for (const { what, at, hours, at_ms, until } of vectors<{ cases: HoursCase[] }>("zone-hours.json")
  .cases) {
  test(`hours: ${what}, ${at}`, () => {
    assert.equal(openUntil({ hours }, at_ms), until);
  });
}

for (const { what, rings, sigma, probability, distance } of vectors<{ cases: GeometryCase[] }>(
  "zone-geometry.json",
).cases) {
  test(`geometry: ${what}`, () => {
    const signed = rings.map((ring, index): SignedRing => [index === 0 ? 1 : -1, ring]);

    const errors = [chanceInside(signed, sigma) - probability, edgeDistance(signed) - distance];

    assert.ok(
      errors.every((error) => Math.abs(error) < 1e-9),
      String(errors),
    );
  });
}

test("the order of the zones in the snapshot does not matter", () => {
  for (const { what, zones, fix, at_ms } of verdicts.cases) {
    const known = snapshot(zones);
    const backwards = { ...known, zones: [...known.zones].reverse() };

    assert.deepEqual(judge(backwards, fixOf(fix), at_ms), judge(known, fixOf(fix), at_ms), what);
  }
});

test("the whole numbers of a verdict can be sealed: no fractions, no minus zero", () => {
  for (const { zones, fix, at_ms } of verdicts.cases) {
    const { distance_cm = 0, probability_permille = 0 } = judge(snapshot(zones), fixOf(fix), at_ms);

    assert.ok(Number.isSafeInteger(distance_cm) && !Object.is(distance_cm, -0));
    assert.ok(Number.isSafeInteger(probability_permille) && !Object.is(probability_permille, -0));
  }
});
