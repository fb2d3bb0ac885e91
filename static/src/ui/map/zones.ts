/** Draws the zones and their names, and knows which one a tap means. */
import {
  DomUtil,
  type LatLng,
  type Map as LeafletMap,
  latLng,
  type Point,
  type Polygon,
  point,
  polygon,
} from "leaflet";
import { targetAt } from "./hit";
import { type Box, type Placed, placeLabels, type Size, type Wanted } from "./labels";
import type { Mark, Shape } from "./scene";
import { spineOf } from "./spine";
import { CHOSEN_LINE, WORDS_FROM_ZOOM, ZONE_LINE, zoneGrowth } from "./widths";

interface Drawn {
  rings: LatLng[][];
  /** The line: a wider shape below the fill, so that its dashes lie around the zone. */
  edge: Polygon;
  fill: Polygon;
  label: HTMLElement;
}

export interface Zones {
  draw(marks: readonly Mark[], chosen: string | undefined): void;
  /** Widths and names for the zoom level that is shown; answers where the names stand. */
  arrange(): Box[];
  at(tap: Point): string | undefined;
}

const EXACT = {
  interactive: false,
  smoothFactor: 0,
  noClip: true,
  lineCap: "butt",
  lineJoin: "miter",
  fillOpacity: 1,
} as const;

function drawnOf({ kind, polygons }: Shape): Drawn {
  const rings = polygons.map((parts) =>
    parts.map((ring) => ring.map(([lon, lat]) => latLng(lat, lon))),
  );
  const label = document.createElement("span");
  label.className = `map-label map-label-${kind}`;
  return {
    rings: rings.flat(),
    edge: polygon(rings, { ...EXACT, className: `map-zone-edge map-zone-${kind}` }),
    fill: polygon(rings, { ...EXACT, className: `map-zone-fill map-zone-${kind}` }),
    label,
  };
}

function mark(layer: Polygon, { code, open }: Mark, chosen: boolean): void {
  const path = layer.getElement() as SVGElement | undefined;
  if (!path) return;
  path.classList.toggle("is-open", open);
  path.classList.toggle("is-chosen", chosen);
  path.dataset.zone = code;
}

export function drawZones(
  map: LeafletMap,
  shapes: readonly Shape[],
  middle: LatLng,
  pane: HTMLElement,
): Zones {
  const all = new Map(shapes.map((shape) => [shape.code, drawnOf(shape)]));
  let shown: { mark: Mark; drawn: Drawn }[] = [];
  let chosen: string | undefined;
  let names: Placed[] = [];
  const sizeOf = measuring();

  const show = (marks: readonly Mark[]): void => {
    for (const { edge, fill, label } of all.values()) {
      edge.remove();
      fill.remove();
      label.remove();
    }
    shown = marks.flatMap((one) => {
      const drawn = all.get(one.code);
      return drawn ? [{ mark: one, drawn }] : [];
    });
    for (const { mark: one, drawn } of [...shown].reverse()) {
      for (const layer of [drawn.edge, drawn.fill]) {
        layer.addTo(map);
        mark(layer, one, one.code === chosen);
      }
    }
  };
  const widen = (): void => {
    const growth = 2 * zoneGrowth(map.getZoom());
    for (const { mark: one, drawn } of shown) {
      const line = one.code === chosen ? CHOSEN_LINE : ZONE_LINE;
      drawn.fill.setStyle({ weight: growth });
      drawn.edge.setStyle({ weight: growth + 2 * line });
    }
  };
  const pixels = (rings: LatLng[][]): Point[][] =>
    rings.map((ring) => ring.map((place) => map.latLngToLayerPoint(place)));
  return {
    draw(marks, which) {
      chosen = which;
      // Drawn last is on top: what the caller names first.
      show(marks);
    },
    arrange() {
      widen();
      const edge = zoneGrowth(map.getZoom()) + ZONE_LINE;
      const wanted = shown.map(({ mark: one, drawn }): Wanted => {
        pane.append(drawn.label);
        const sizes = textsOf(map, one).map((text) => sizeOf(drawn.label, text));
        return { id: one.code, spine: spineOf(pixels(drawn.rings)), sizes };
      });
      names = placeLabels(wanted, edge, map.latLngToLayerPoint(middle));
      for (const { mark: one, drawn } of shown) {
        const found = names.find(({ id }) => id === one.code);
        if (found) place(drawn.label, textsOf(map, one)[found.text] ?? one.code, found.box);
        else drawn.label.remove();
        drawn.label.classList.toggle("is-open", one.open);
        drawn.label.classList.toggle("is-chosen", one.code === chosen);
      }
      return names.map(({ box }) => box);
    },
    at(tap) {
      const targets = shown.map(({ mark: { code, open }, drawn }) => ({
        id: code,
        open,
        rings: pixels(drawn.rings),
        name: names.find(({ id }) => id === code)?.box,
      }));
      return targetAt(tap, targets);
    },
  };
}

/** Texts of a zone at this zoom level, the preferred first. */
function textsOf(map: LeafletMap, { words, code, short }: Mark): string[] {
  return map.getZoom() >= WORDS_FROM_ZOOM ? [words, short] : [short, code];
}

/** Sizes of texts as drawn. Measuring makes the browser lay out the page: each text is measured once. */
function measuring(): (label: HTMLElement, text: string) => Size {
  const known = new Map<string, Size>();
  return (label, text) => {
    let size = known.get(text);
    if (!size) {
      label.textContent = text;
      size = { width: label.offsetWidth, height: label.offsetHeight };
      known.set(text, size);
    }
    return size;
  };
}

function place(label: HTMLElement, text: string, { left, top }: Box): void {
  label.textContent = text;
  DomUtil.setPosition(label, point(Math.round(left), Math.round(top)));
}
