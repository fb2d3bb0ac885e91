/** How a zone lies on the screen: its middle, its direction, and how far it reaches. Pure; all in pixels. */

export interface Pixel {
  readonly x: number;
  readonly y: number;
}

export interface Spine {
  /** Middle of the smallest upright-to-the-road box around the shape. */
  x: number;
  y: number;
  /** Unit vector along the shape. */
  along: Pixel;
  /** Half of the box along and across. */
  length: number;
  width: number;
}

interface Reach {
  low: number;
  high: number;
}

function longestEdge(rings: readonly (readonly Pixel[])[]): Pixel {
  let longest = 0;
  let along: Pixel = { x: 1, y: 0 };
  for (const ring of rings) {
    let before: Pixel | undefined;
    for (const point of ring) {
      const dx = before ? point.x - before.x : 0;
      const dy = before ? point.y - before.y : 0;
      const size = Math.sqrt(dx * dx + dy * dy);
      if (size > longest) {
        longest = size;
        along = { x: dx / size, y: dy / size };
      }
      before = point;
    }
  }
  return along;
}

function reachOf(values: readonly number[]): Reach {
  const low = Math.min(...values);
  const high = Math.max(...values);
  return { low, high };
}

/** The box around all outlines of a shape, turned as its longest edge is. */
export function spineOf(rings: readonly (readonly Pixel[])[]): Spine {
  const along = longestEdge(rings);
  const points = rings.flat();
  const there = reachOf(points.map(({ x, y }) => x * along.x + y * along.y));
  const across = reachOf(points.map(({ x, y }) => y * along.x - x * along.y));
  const u = (there.low + there.high) / 2;
  const v = (across.low + across.high) / 2;
  return {
    x: u * along.x - v * along.y,
    y: u * along.y + v * along.x,
    along,
    length: (there.high - there.low) / 2,
    width: (across.high - across.low) / 2,
  };
}
