/** Draws the zones and their names, and knows which one a tap means. */
import {
  DomUtil,
  type LatLng,
  type LatLngBounds,
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
import { CHOSEN_LINE, SIDE, WORDS_FROM_ZOOM, ZONE_LINE, zoneGrowth } from "./widths";

interface Drawn {
  rings: LatLng[][];
  /** The line: a wider shape below the fill, so that its dashes lie around the zone. */
  edge: Polygon;
  fill: Polygon;
  label: HTMLElement;
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

/** The zones on the map: what is drawn, where the names found room, and which zone a tap means. */
export class Zones {
  readonly #all: Map<string, Drawn>;
  readonly #sizeOf = measuring();
  #shown: { mark: Mark; drawn: Drawn }[] = [];
  #chosen: string | undefined;
  #names: Placed[] = [];

  constructor(
    private readonly map: LeafletMap,
    shapes: readonly Shape[],
    private readonly extent: LatLngBounds,
    private readonly pane: HTMLElement,
  ) {
    this.#all = new Map(shapes.map((shape) => [shape.code, drawnOf(shape)]));
  }

  /** Shows these zones and no others, the first on top. */
  draw(marks: readonly Mark[], chosen: string | undefined): void {
    this.#chosen = chosen;
    for (const { edge, fill, label } of this.#all.values()) {
      for (const part of [edge, fill, label]) part.remove();
    }
    this.#shown = marks.flatMap((one) => {
      const drawn = this.#all.get(one.code);
      return drawn ? [{ mark: one, drawn }] : [];
    });
    for (const { mark: one, drawn } of [...this.#shown].reverse()) {
      for (const layer of [drawn.edge, drawn.fill]) {
        layer.addTo(this.map);
        mark(layer, one, one.code === chosen);
      }
    }
  }

  /** Widths and names for the zoom level that is shown; answers where the names stand. */
  arrange(): Box[] {
    this.#widen();
    const edge = zoneGrowth(this.map.getZoom()) + ZONE_LINE;
    const wanted = this.#shown.map(({ mark: one, drawn }): Wanted => {
      this.pane.append(drawn.label);
      const sizes = textsOf(this.map, one).map((text) => this.#sizeOf(drawn.label, text));
      return { id: one.code, spine: spineOf(this.#pixels(drawn.rings)), sizes };
    });
    this.#names = placeLabels(wanted, edge, frameOf(this.map, this.extent));
    for (const { mark: one, drawn } of this.#shown) this.#name(one, drawn.label);
    return this.#names.map(({ box }) => box);
  }

  /** The zone that a tap at this layer point means. */
  at(tap: Point): string | undefined {
    const targets = this.#shown.map(({ mark: { code, open }, drawn }) => ({
      id: code,
      open,
      rings: this.#pixels(drawn.rings),
      name: this.#names.find(({ id }) => id === code)?.box,
    }));
    return targetAt(tap, targets);
  }

  #widen(): void {
    const growth = 2 * zoneGrowth(this.map.getZoom());
    for (const { mark: one, drawn } of this.#shown) {
      const line = one.code === this.#chosen ? CHOSEN_LINE : ZONE_LINE;
      drawn.fill.setStyle({ weight: growth });
      drawn.edge.setStyle({ weight: growth + 2 * line });
    }
  }

  #name(one: Mark, label: HTMLElement): void {
    const found = this.#names.find(({ id }) => id === one.code);
    if (!found) {
      label.remove();
      return;
    }
    label.textContent = textsOf(this.map, one)[found.text] ?? one.code;
    label.classList.toggle("is-chosen", one.code === this.#chosen);
    const { left, top } = found.box;
    DomUtil.setPosition(label, point(Math.round(left), Math.round(top)));
  }

  #pixels(rings: LatLng[][]): Point[][] {
    return rings.map((ring) => ring.map((place) => this.map.latLngToLayerPoint(place)));
  }
}

/** What the whole map shows: the zones and a little around them. */
function frameOf(map: LeafletMap, extent: LatLngBounds): Box {
  const { x: left, y: top } = map.latLngToLayerPoint(extent.getNorthWest());
  const { x: right, y: bottom } = map.latLngToLayerPoint(extent.getSouthEast());
  return { left: left - SIDE, top: top - SIDE, right: right + SIDE, bottom: bottom + SIDE };
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
