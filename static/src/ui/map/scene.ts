/** What a screen tells the map to show, and what it hears back. Holds no Leaflet: screens import only this. */
import type { Ring } from "../../domain/model";
import type { Road } from "../../domain/roads";

/** A zone's outline, the same for as long as the map is open. */
export interface Shape {
  code: string;
  kind: "day" | "night";
  polygons: Ring[][];
}

/** A zone that is shown now, in the reader's language. */
export interface Mark {
  code: string;
  open: boolean;
  /** Kind and code, without and with whether it is open. */
  short: string;
  words: string;
}

export interface Me {
  lat: number;
  lon: number;
  accuracyM: number;
}

export interface Scene {
  /** The most important first: it is drawn on top and gets its name first. */
  marks: readonly Mark[];
  chosen: string | undefined;
}

/** Pixels at the top and the bottom of the map that other things cover. */
export interface Covered {
  top: number;
  bottom: number;
}

export interface ZoneMap {
  draw(scene: Scene): void;
  placeMe(me: Me | undefined): void;
  /** Moves a zone into the part that nothing covers; `near` goes close to it as well. */
  show(code: string, covered: Covered, near: boolean): void;
  /** Moves to the person, close enough to see the circle. */
  showMe(me: Me, covered: Covered): void;
  zoom(steps: number): void;
  close(): void;
}

export interface MapPorts {
  shapes: readonly Shape[];
  roads: readonly Road[];
  covered: Covered;
  /** For screen readers: what this is and where the same facts are in words. */
  label: string;
  /** A tap on a zone, or beside all of them. */
  onTap(code: string | undefined): void;
}
