/**
 * Where the names of zones and roads stand, so that none covers another. Pure; all in pixels.
 * First come, first placed: the caller puts the most important first, and what finds no room is left out.
 */
import type { Pixel, Spine } from "./spine";

/** Left, top, right, bottom. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Wanted {
  id: string;
  spine: Spine;
  /** Sizes of its texts, the preferred (longest) first. */
  sizes: readonly Size[];
}

export interface Placed {
  id: string;
  /** Which of its texts found room. */
  text: number;
  box: Box;
}

/** Between a shape and its name, and between two names. */
const GAP = 3;
const AIR = 2;
/** A strip is felt as a row of boxes this far apart. */
const STEP = 10;

export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

function boxAround({ x, y }: Pixel, { width, height }: Size, air = 0): Box {
  const half = { x: width / 2 + air, y: height / 2 + air };
  return { left: x - half.x, top: y - half.y, right: x + half.x, bottom: y + half.y };
}

/** What a shape with a border of `edge` pixels covers, roughly. */
export function coverOf({ x, y, along, length, width }: Spine, edge: number): Box[] {
  const size = 2 * (Math.min(width, STEP) + edge);
  const steps = Math.min(40, Math.max(1, Math.round((2 * length) / STEP)));
  const boxes: Box[] = [];
  for (let step = 0; step <= steps; step += 1) {
    const way = -length + (2 * length * step) / steps;
    const at = { x: x + along.x * way, y: y + along.y * way };
    boxes.push(boxAround(at, { width: size, height: size }));
  }
  return boxes;
}

/**
 * Middles of a name beside its shape: above a lying strip, else on the side that looks to the middle of the
 * map, where there is most room; then the other side, then the ends.
 */
function places(spine: Spine, size: Size, edge: number, middle: Pixel): Pixel[] {
  const { x, y, along } = spine;
  const across = { x: -along.y, y: along.x };
  const lying = Math.abs(along.x) >= Math.abs(along.y);
  const flip = lying ? across.y > 0 : across.x * (middle.x - x) < 0;
  const side = flip ? { x: -across.x, y: -across.y } : across;
  const back = { x: -side.x, y: -side.y };
  const ahead = along.y > 0 ? along : { x: -along.x, y: -along.y };
  const behind = { x: -ahead.x, y: -ahead.y };
  const from = (way: Pixel, reach: number): Pixel => {
    const own = (Math.abs(way.x) * size.width + Math.abs(way.y) * size.height) / 2;
    const far = reach + edge + GAP + own;
    return { x: x + way.x * far, y: y + way.y * far };
  };
  const { length, width } = spine;
  return [from(side, width), from(back, width), from(ahead, length), from(behind, length)];
}

function within(box: Box, frame: Box): boolean {
  const across = box.left >= frame.left && box.right <= frame.right;
  return across && box.top >= frame.top && box.bottom <= frame.bottom;
}

function cost(box: Box, covers: readonly Box[]): number {
  return covers.reduce((sum, cover) => sum + overlap(box, cover), 0);
}

interface Room {
  edge: number;
  frame: Box;
  taken: readonly Box[];
  covers: readonly Box[];
}

function best(wanted: Wanted, { edge, frame, taken, covers }: Room) {
  const middle = { x: (frame.left + frame.right) / 2, y: (frame.top + frame.bottom) / 2 };
  for (const [text, size] of wanted.sizes.entries()) {
    let found: { text: number; box: Box; cost: number } | undefined;
    for (const at of places(wanted.spine, size, edge, middle)) {
      if (taken.some((other) => overlap(boxAround(at, size, AIR), other) > 0)) continue;
      const box = boxAround(at, size);
      if (!within(box, frame)) continue;
      const price = cost(box, covers);
      if (!found || price < found.cost) found = { text, box, cost: price };
    }
    if (found) return found;
  }
  return undefined;
}

/**
 * Names beside shapes whose border is `edge` pixels wide. They may touch other shapes, never other names, and
 * keep within the frame, which the whole map shows.
 */
export function placeLabels(wanted: readonly Wanted[], edge: number, frame: Box): Placed[] {
  const covers = wanted.flatMap(({ spine }) => coverOf(spine, edge));
  const placed: Placed[] = [];
  const taken: Box[] = [];
  for (const one of wanted) {
    const found = best(one, { edge, frame, taken, covers });
    if (!found) continue;
    taken.push(found.box);
    placed.push({ id: one.id, text: found.text, box: found.box });
  }
  return placed;
}

export interface RoadName {
  x: number;
  y: number;
  /** Turn of the text in degrees, between -45 and 45. */
  turn: number;
  /** Characters stand below each other, as on a map of a road that runs north. */
  upright: boolean;
}

/** Every so many pixels a road says its name again. */
const NAME_EVERY = 340;

function wayAlong(line: readonly Pixel[]): { from: Pixel; to: Pixel; size: number }[] {
  const ways: { from: Pixel; to: Pixel; size: number }[] = [];
  let before: Pixel | undefined;
  for (const point of line) {
    if (before) {
      const size = Math.hypot(point.x - before.x, point.y - before.y);
      if (size > 0) ways.push({ from: before, to: point, size });
    }
    before = point;
  }
  return ways;
}

function nameAt(from: Pixel, to: Pixel, share: number): RoadName {
  const turn = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;
  const flat = ((((turn + 90) % 180) + 180) % 180) - 90;
  const upright = Math.abs(flat) > 45;
  const residual = flat > 0 ? flat - 90 : flat + 90;
  return {
    x: from.x + (to.x - from.x) * share,
    y: from.y + (to.y - from.y) * share,
    turn: upright ? residual : flat,
    upright,
  };
}

/** Places for a road's name along its line, the same wherever the map is moved to. */
export function roadNames(line: readonly Pixel[]): RoadName[] {
  const ways = wayAlong(line);
  const whole = ways.reduce((sum, { size }) => sum + size, 0);
  const count = Math.max(1, Math.floor(whole / NAME_EVERY));
  const names: RoadName[] = [];
  let passed = 0;
  for (const { from, to, size } of ways) {
    for (let index = 0; index < count; index += 1) {
      const wanted = (whole * (index + 0.5)) / count - passed;
      if (wanted >= 0 && wanted < size) names.push(nameAt(from, to, wanted / size));
    }
    passed += size;
  }
  return names;
}

/** The box of a road's name, which is drawn turned. */
export function roadNameBox(name: RoadName, size: Size): Box {
  const turn = (name.turn * Math.PI) / 180;
  const cos = Math.abs(Math.cos(turn));
  const sin = Math.abs(Math.sin(turn));
  const turned = {
    width: size.width * cos + size.height * sin,
    height: size.width * sin + size.height * cos,
  };
  return boxAround(name, turned, AIR);
}
