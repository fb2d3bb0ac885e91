/**
 * Which zone a fix lies in, how surely, and whether that zone is open then.
 *
 * The same engine as `app/zones/rules.py` (there with the reasons in full); both answer
 * `tests/vectors/zone-*.json` and neither may change alone.
 */

import {
  type Box,
  boxOf,
  chanceInside,
  edgeDistance,
  metresTo,
  planeAt,
  type SignedRing,
  spread,
} from "./geometry";
import type { Fix, Verdict, Zone, ZonesSnapshot } from "./model";

/** Opening and closing in minutes since midnight. */
type Span = readonly [number, number];

interface Shape {
  code: string;
  version: number;
  spans: Span[];
  rings: SignedRing[];
  box: Box;
}

interface Sighting {
  shape: Shape;
  open: boolean;
  distanceM: number;
  distanceCm: number;
  probability: number;
  permille: number;
}

const SIGMAS_IN_ACCURACY = 1.5;
const LEAST_SIGMA_M = 0.5;
const INSIDE_FROM = 0.95;
const OUTSIDE_UP_TO = 0.005;
const REACH_SIGMAS = 4;

const CHINA_OFFSET_MIN = 8 * 60;
const DAY_MIN = 24 * 60;

// Reading a snapshot costs more than judging by it.
const prepared = new WeakMap<ZonesSnapshot, Shape[]>();

/**
 * Where the fix lies among the zones, and whether the zone it names is open at `atMs`.
 *
 * `inside` from 95 %; `outside` when every zone holds at most 0.5 % of the fix and its accuracy
 * disc touches none; else `uncertain`. Without a fix, at 0°/0° (broken receivers) or without
 * zones: `unknown`.
 */
export function judge(zones: ZonesSnapshot, fix: Fix | undefined, atMs: number): Verdict {
  const shapes = prepare(zones);
  const known: Verdict = { engine: 1, zones_version: zones.version, place: "unknown" };
  if (!fix || shapes.length === 0 || (fix.lat_e7 === 0 && fix.lon_e7 === 0)) return known;
  const accuracyM = fix.acc_cm / 100;
  const sigma = Math.max(accuracyM / SIGMAS_IN_ACCURACY, LEAST_SIGMA_M);
  const seen = sightings(shapes, fix, atMs, sigma);
  const held = seen.filter((one) => one.probability > OUTSIDE_UP_TO || one.distanceM <= accuracyM);
  const best = held.length > 0 ? held.sort(byLikelihood)[0] : seen.sort(byNearness)[0];
  if (!best) return known;
  const holding = best.probability >= INSIDE_FROM ? "inside" : "uncertain";
  return {
    ...known,
    place: held.length > 0 ? holding : "outside",
    open: best.open,
    zone: best.shape.code,
    zone_version: best.shape.version,
    distance_cm: best.distanceCm,
    probability_permille: best.permille,
  };
}

/** The "HH:MM" (Asia/Shanghai) at which a zone that is open at `atMs` closes. */
export function openUntil(zone: Pick<Zone, "hours">, atMs: number): string | undefined {
  const end = closing(spansOf(zone.hours), minuteOfDay(atMs));
  return end === undefined
    ? undefined
    : `${twoDigits(Math.floor(end / 60))}:${twoDigits(end % 60)}`;
}

/** Outlines and holes of a zone, in degrees. */
export function ringsOf(geometry: Zone["geometry"]): SignedRing[] {
  const polygons = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
  return polygons.flatMap((polygon) =>
    polygon.map((ring, index): SignedRing => [index === 0 ? 1 : -1, ring]),
  );
}

/** Centimetres from a fix to a zone's edge; negative inside. */
export function distanceTo(zone: Pick<Zone, "geometry">, fix: Fix): number {
  const plane = planeAt(fix.lat_e7 / 1e7, fix.lon_e7 / 1e7);
  return Math.floor(edgeDistance(spread(ringsOf(zone.geometry), plane)) * 100 + 0.5);
}

function sightings(shapes: Shape[], fix: Fix, atMs: number, sigma: number): Sighting[] {
  const plane = planeAt(fix.lat_e7 / 1e7, fix.lon_e7 / 1e7);
  const minute = minuteOfDay(atMs);
  const reach = sigma * REACH_SIGMAS;
  const bounds = shapes.map((shape) => ({ shape, bound: metresTo(shape.box, plane) }));
  bounds.sort((a, b) => a.bound - b.bound);
  const seen: Sighting[] = [];
  let nearest = Number.POSITIVE_INFINITY;
  for (const { shape, bound } of bounds) {
    // A centimetre more, for distances are compared in whole centimetres.
    if (bound > Math.max(reach, nearest + 0.01)) break;
    const rings = spread(shape.rings, plane);
    const distanceM = edgeDistance(rings);
    const probability = bound <= reach ? chanceInside(rings, sigma) : 0;
    seen.push({
      shape,
      open: closing(shape.spans, minute) !== undefined,
      distanceM,
      distanceCm: Math.floor(distanceM * 100 + 0.5),
      probability,
      permille: Math.floor(probability * 1000 + 0.5),
    });
    nearest = Math.min(nearest, distanceM);
  }
  return seen;
}

function byLikelihood(a: Sighting, b: Sighting): number {
  return (
    b.permille - a.permille ||
    Number(b.open) - Number(a.open) ||
    a.distanceCm - b.distanceCm ||
    byCode(a, b)
  );
}

function byNearness(a: Sighting, b: Sighting): number {
  return a.distanceCm - b.distanceCm || Number(b.open) - Number(a.open) || byCode(a, b);
}

function byCode(a: Sighting, b: Sighting): number {
  return a.shape.code < b.shape.code ? -1 : 1;
}

function prepare(zones: ZonesSnapshot): Shape[] {
  const known = prepared.get(zones);
  if (known) return known;
  const shapes = zones.zones.map(shapeOf);
  prepared.set(zones, shapes);
  return shapes;
}

function shapeOf({ code, version, hours, geometry }: Zone): Shape {
  const rings = ringsOf(geometry);
  return { code, version, spans: spansOf(hours), rings, box: boxOf(rings) };
}

function spansOf(hours: Zone["hours"]): Span[] {
  return hours.map(({ open, close }) => [minutes(open), minutes(close)]);
}

function minutes(hhMm: string): number {
  return Number(hhMm.slice(0, 2)) * 60 + Number(hhMm.slice(3));
}

function minuteOfDay(atMs: number): number {
  const minute = (Math.floor(atMs / 60000) + CHINA_OFFSET_MIN) % DAY_MIN;
  return (minute + DAY_MIN) % DAY_MIN;
}

function closing(spans: readonly Span[], minute: number): number | undefined {
  return spans.find(
    ([start, end]) =>
      (start <= minute && minute < end) || (end < start && (minute >= start || minute < end)),
  )?.[1];
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
