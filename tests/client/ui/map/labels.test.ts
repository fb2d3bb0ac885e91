/** Names never cover each other, and keep to their zones. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type Box,
  overlap,
  placeLabels,
  roadNameBox,
  roadNames,
  type Wanted,
} from "../../../../static/src/ui/map/labels";
import { type Pixel, spineOf } from "../../../../static/src/ui/map/spine";

const FRAME: Box = { left: 0, top: 0, right: 360, bottom: 600 };
const NAME = { width: 50, height: 18 };

function strip(x: number, y: number, length: number, width: number, turn = 0): Pixel[][] {
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  const corner = (u: number, v: number): Pixel => ({ x: x + u * c - v * s, y: y + u * s + v * c });
  const [l, w] = [length / 2, width / 2];
  return [[corner(-l, -w), corner(l, -w), corner(l, w), corner(-l, w), corner(-l, -w)]];
}

const wanted = (id: string, rings: Pixel[][]): Wanted => ({
  id,
  spine: spineOf(rings),
  sizes: [NAME],
});

test("the spine of a turned strip", () => {
  const spine = spineOf(strip(100, 50, 40, 6, 0.7));
  assert.ok(Math.abs(spine.x - 100) < 1e-9 && Math.abs(spine.y - 50) < 1e-9);
  assert.ok(Math.abs(spine.length - 20) < 1e-9);
  assert.ok(Math.abs(spine.width - 3) < 1e-9);
});

test("a lying strip has its name above, an upright one on the side of the middle", () => {
  const [above] = placeLabels([wanted("D01", strip(100, 100, 60, 4))], 4, FRAME);
  assert.ok(above && above.box.bottom < 100);
  const [inner] = placeLabels([wanted("N08", strip(350, 300, 60, 4, Math.PI / 2))], 4, FRAME);
  assert.ok(inner && inner.box.right < 350);
});

test("of two zones at one place each has its name, on either side", () => {
  const place = strip(100, 100, 60, 4);
  const placed = placeLabels([wanted("N21", place), wanted("D01", place)], 4, FRAME);
  assert.deepEqual(
    placed.map(({ id }) => id),
    ["N21", "D01"],
  );
  assert.ok((placed[0]?.box.bottom ?? 0) < 100 && (placed[1]?.box.top ?? 0) > 100);
});

test("where the long text finds no room the short one does", () => {
  const zone = {
    ...wanted("N02", strip(180, 100, 10, 4)),
    sizes: [{ width: 200, height: 18 }, NAME],
  };
  const walls = [60, 140].map((y) => wanted(`wall${y}`, strip(180, y, 300, 4)));
  const wide = walls.map((wall) => ({ ...wall, sizes: [{ width: 300, height: 60 }] }));
  const placed = placeLabels([...wide, zone], 2, FRAME);
  const found = placed.find(({ id }) => id === "N02");
  assert.ok(found === undefined || found.text === 1);
});

test("names never overlap, wherever zones lie", () => {
  const strips = fc.array(
    fc.record({
      x: fc.integer({ min: 0, max: 360 }),
      y: fc.integer({ min: 0, max: 600 }),
      turn: fc.double({ min: 0, max: Math.PI, noNaN: true }),
    }),
    { maxLength: 43 },
  );
  fc.assert(
    fc.property(strips, (all) => {
      const zones = all.map(({ x, y, turn }, index) =>
        wanted(String(index), strip(x, y, 14, 1, turn)),
      );
      const placed = placeLabels(zones, 4, FRAME);
      for (const [index, one] of placed.entries()) {
        for (const other of placed.slice(index + 1)) assert.equal(overlap(one.box, other.box), 0);
      }
      const { left, top, right, bottom } = FRAME;
      for (const { box } of placed) {
        assert.ok(box.left >= left && box.right <= right && box.top >= top && box.bottom <= bottom);
      }
    }),
    { numRuns: 60 },
  );
});

test("a road says its name in the middle, a long one more than once", () => {
  const [short] = roadNames([
    { x: 0, y: 0 },
    { x: 200, y: 0 },
  ]);
  assert.deepEqual(short, { x: 100, y: 0, turn: 0, upright: false });
  const long = roadNames([
    { x: 0, y: 0 },
    { x: 0, y: 500 },
    { x: 0, y: 1100 },
  ]);
  assert.deepEqual(
    long.map(({ y, upright }) => [Math.round(y), upright]),
    [
      [183, true],
      [550, true],
      [917, true],
    ],
  );
});

test("no road's name stands on its head", () => {
  const way = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });
  fc.assert(
    fc.property(way, (turn) => {
      const to = { x: 100 * Math.cos(turn), y: 100 * Math.sin(turn) };
      const [name] = roadNames([{ x: 0, y: 0 }, to]);
      assert.ok(name && Math.abs(name.turn) <= 45.000001);
    }),
  );
});

test("the box of a turned name", () => {
  const box = roadNameBox({ x: 0, y: 0, turn: 30, upright: false }, { width: 60, height: 20 });
  assert.ok(box.right > 30 && box.bottom > 10);
});
