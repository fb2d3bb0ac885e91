/** A finger finds an 8 m strip. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { REACH, type Target, targetAt } from "../../../../static/src/ui/map/hit";

const square = (x: number, y: number, size: number) => [
  [
    { x, y },
    { x: x + size, y },
    { x: x + size, y: y + size },
    { x, y: y + size },
    { x, y },
  ],
];
const zone = (id: string, x: number, y: number, open = true): Target => ({
  id,
  open,
  rings: square(x, y, 2),
});

test("a tap beside a thin zone counts, 44 px wide at least", () => {
  assert.ok(2 * REACH >= 44);
  assert.equal(targetAt({ x: 100 - 22, y: 101 }, [zone("N08", 100, 100)]), "N08");
  assert.equal(targetAt({ x: 102 + 22, y: 101 }, [zone("N08", 100, 100)]), "N08");
  assert.equal(targetAt({ x: 100 - REACH - 1, y: 101 }, [zone("N08", 100, 100)]), undefined);
});

test("between two the nearer one, of two at one place the open one", () => {
  const two = [zone("N01", 100, 100), zone("N02", 130, 100)];
  assert.equal(targetAt({ x: 112, y: 101 }, two), "N01");
  assert.equal(targetAt({ x: 119, y: 101 }, two), "N02");
  const shared = [zone("D01", 100, 100, false), zone("N21", 100, 100)];
  assert.equal(targetAt({ x: 101, y: 101 }, shared), "N21");
});

test("a tap on the name means its zone", () => {
  const name = { left: 140, top: 90, right: 190, bottom: 108 };
  const named = { ...zone("N08", 100, 100), name };
  assert.equal(targetAt({ x: 185, y: 100 }, [named, zone("N09", 210, 100)]), "N08");
  assert.equal(targetAt({ x: 151, y: 100 }, [named, zone("N09", 150, 99)]), "N09");
});

test("with nothing near there is nothing", () => {
  assert.equal(targetAt({ x: 0, y: 0 }, []), undefined);
});
