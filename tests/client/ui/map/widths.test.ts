import assert from "node:assert/strict";
import { test } from "node:test";
import { metresPerPixel, roadWidth, zoneGrowth } from "../../../../static/src/ui/map/widths";

test("a pixel of Wuzhi", () => {
  assert.ok(Math.abs(metresPerPixel(18) - 0.4886) < 0.001);
});

test("roads keep a width from afar and their metres near by; wider roads are wider", () => {
  assert.equal(roadWidth("lane", 12), 3);
  assert.ok(Math.abs(roadWidth("main", 18) - 16 / metresPerPixel(18)) < 1e-9);
  for (const zoom of [12, 14, 16, 18]) {
    assert.ok(roadWidth("main", zoom) > roadWidth("side", zoom));
    assert.ok(roadWidth("side", zoom) > roadWidth("lane", zoom));
  }
});

test("zones are grown from afar and exact near by", () => {
  assert.equal(zoneGrowth(13), 2.5);
  assert.equal(zoneGrowth(18), 0);
  assert.equal(zoneGrowth(19), 0);
});
