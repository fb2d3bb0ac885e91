/** How wide roads and the borders of zones are drawn at a zoom level. Pure. */
import type { Road } from "../../domain/roads";

/** Earth's circumference at the equator over 256 px, times cos 35.1°: metres per pixel in Wuzhi at zoom 0. */
const METRES_AT_ZOOM_0 = 156_543.034 * Math.cos((35.1 * Math.PI) / 180);

/** Metres of street, and the fewest pixels that still look like one. */
const ROADS: Record<Road["rank"], { metres: number; least: number }> = {
  main: { metres: 16, least: 6 },
  side: { metres: 11, least: 4.5 },
  lane: { metres: 7, least: 3 },
};

export function metresPerPixel(zoom: number): number {
  return METRES_AT_ZOOM_0 / 2 ** zoom;
}

export function roadWidth(rank: Road["rank"], zoom: number): number {
  const { metres, least } = ROADS[rank];
  return Math.max(least, metres / metresPerPixel(zoom));
}

/** Pixels that the fill of a zone reaches over its true edge: from afar a strip would vanish; near by it is exact. */
export function zoneGrowth(zoom: number): number {
  return Math.min(2.5, Math.max(0, 18 - zoom));
}

/** Pixels around the zones when all of them are shown. */
export const SIDE = 28;
/** Pixels of the line around a zone. */
export const ZONE_LINE = 2;
/** The same, around the zone that was tapped. */
export const CHOSEN_LINE = 4;

/** From here on labels say open or closed in words; farther away the line alone does. */
export const WORDS_FROM_ZOOM = 15.25;
/** From here on roads say their names. */
export const ROAD_NAMES_FROM_ZOOM = 14;
