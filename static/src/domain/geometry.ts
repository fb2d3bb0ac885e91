/**
 * Metres around a fix: distance to a zone's edge, and the share of a blurred fix that lies inside.
 * The same as `app/zones/geometry.py`, which has the mathematics in words; neither may change alone.
 */

export type Point = readonly [number, number];
/** +1 outline or -1 hole, and its closed points. */
export type SignedRing = readonly [1 | -1, readonly Point[]];
/** West, south, east, north in degrees. */
export type Box = [number, number, number, number];

/** A place in degrees, and metres per degree there. */
export interface Plane {
  lat: number;
  lon: number;
  east: number;
  north: number;
}

// WGS-84 (NIMA TR8350.2).
const EQUATOR_M = 6378137;
const ECCENTRICITY_SQUARED = 0.00669437999014;
const RADIANS = Math.PI / 180;
const TURN = 2 * Math.PI;

// Beyond 7 σ the Gaussian is dropped; two panels of 20 Gauss-Legendre nodes reach 1e-12.
const FAR = 7;
const NODES: readonly Point[] = [
  [0.0765265211334973, 0.15275338713072628],
  [0.22778585114164507, 0.14917298647260424],
  [0.37370608871541955, 0.1420961093183824],
  [0.510867001950827, 0.1316886384491769],
  [0.636053680726515, 0.11819453196151861],
  [0.7463319064601508, 0.1019301198172407],
  [0.8391169718222188, 0.08327674157670471],
  [0.9122344282513259, 0.06267204833410879],
  [0.9639719272779138, 0.04060142980038645],
  [0.993128599185095, 0.01761400713915089],
];

/** The plane around a place, with the Earth's radii of curvature at its latitude. */
export function planeAt(lat: number, lon: number): Plane {
  const sine = Math.sin(lat * RADIANS);
  const w = Math.sqrt(1 - ECCENTRICITY_SQUARED * sine * sine);
  const east = (EQUATOR_M / w) * Math.cos(lat * RADIANS) * RADIANS;
  return { lat, lon, east, north: ((EQUATOR_M * (1 - ECCENTRICITY_SQUARED)) / w ** 3) * RADIANS };
}

/** Metres to a box in degrees, 0 within it: nothing inside the box is nearer. */
export function metresTo([west, south, east, north]: Box, plane: Plane): number {
  const x = Math.max(west - plane.lon, plane.lon - east, 0) * plane.east;
  const y = Math.max(south - plane.lat, plane.lat - north, 0) * plane.north;
  return Math.sqrt(x * x + y * y);
}

/** Rings in degrees laid out in metres around the plane's place. */
export function spread(rings: readonly SignedRing[], plane: Plane): SignedRing[] {
  return rings.map(
    ([sign, points]): SignedRing => [
      sign,
      points.map(
        ([lon, lat]): Point => [(lon - plane.lon) * plane.east, (lat - plane.lat) * plane.north],
      ),
    ],
  );
}

/** West, south, east, north of all rings. */
export function boxOf(rings: readonly SignedRing[]): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of rings.flatMap(([, points]) => points)) {
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  }
  return box;
}

/** Metres from the origin to the nearest edge of any ring; negative inside, holes outside. */
export function edgeDistance(rings: readonly SignedRing[]): number {
  let squared = Infinity;
  let inside = false;
  for (const [, points] of rings) {
    for (const [a, b] of edges(points)) {
      squared = Math.min(squared, squaredDistance(a, b));
      if (crossesEastOfOrigin(a, b)) inside = !inside;
    }
  }
  return inside ? -Math.sqrt(squared) : Math.sqrt(squared);
}

/** The share of an isotropic Gaussian at the origin, σ per axis, that the rings enclose. */
export function chanceInside(rings: readonly SignedRing[], sigma: number): number {
  let share = 0;
  for (const [sign, points] of rings) {
    let flux = 0;
    for (const [a, b] of edges(points)) {
      flux += edgeFlux(a[0] / sigma, a[1] / sigma, b[0] / sigma, b[1] / sigma);
    }
    share += sign * Math.abs(flux);
  }
  return Math.min(Math.max(share, 0), 1);
}

function edges(points: readonly Point[]): [Point, Point][] {
  const pairs: [Point, Point][] = [];
  let previous: Point | undefined;
  for (const point of points) {
    if (previous) pairs.push([previous, point]);
    previous = point;
  }
  return pairs;
}

function squaredDistance([ax, ay]: Point, [bx, by]: Point): number {
  const dx = bx - ax;
  const dy = by - ay;
  const lengthSquared = dx * dx + dy * dy;
  const onLine = lengthSquared > 0 ? -(ax * dx + ay * dy) / lengthSquared : 0;
  const along = Math.min(Math.max(onLine, 0), 1);
  const x = ax + along * dx;
  const y = ay + along * dy;
  return x * x + y * y;
}

function crossesEastOfOrigin([ax, ay]: Point, [bx, by]: Point): boolean {
  return ay > 0 !== by > 0 && ax - (ay * (bx - ax)) / (by - ay) > 0;
}

function edgeFlux(ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const length = Math.sqrt(dx * dx + dy * dy);
  if (length === 0) return 0;
  const h = (ax * dy - ay * dx) / length;
  const start = (ax * dx + ay * dy) / length;
  const end = start + length;
  const low = Math.max(start, -FAR);
  const high = Math.min(end, FAR);
  if (Math.abs(h) >= FAR || low >= high) return turn(h, start, end);
  return turn(h, start, low) + nearFlux(h, low, high) + turn(h, high, end);
}

function turn(h: number, start: number, end: number): number {
  return Math.atan2(h * (end - start), h * h + start * end) / TURN;
}

function nearFlux(h: number, low: number, high: number): number {
  const panels = high - low <= FAR ? 1 : 2;
  const half = (high - low) / panels / 2;
  let total = 0;
  for (let panel = 0; panel < panels; panel += 1) {
    const middle = low + half * (2 * panel + 1);
    for (const [node, weight] of NODES) {
      const before = middle - half * node;
      const after = middle + half * node;
      total += weight * (pull(h * h + before * before) + pull(h * h + after * after));
    }
  }
  return (h * half * total) / TURN;
}

function pull(rSquared: number): number {
  return rSquared > 0 ? -Math.expm1(-rSquared / 2) / rSquared : 0.5;
}
