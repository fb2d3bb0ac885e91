/** The road sketch under the zone map, as it crosses the wire (docs/protocol.md §3.1). */
import type { Ring } from "./model";

/** A road's centre line, for drawing only. */
export interface Road {
  name: string;
  rank: "main" | "side" | "lane";
  line: Ring;
}

export interface RoadsSnapshot {
  scope: "roads";
  version: string;
  /** False for a sketch: the map says so. */
  surveyed: boolean;
  roads: Road[];
}
