/** Draws the roads: an edge below, the surface above, so that crossings are open; and their names. */
import { type LatLng, type Map as LeafletMap, type Polyline, polyline } from "leaflet";
import type { Road } from "../../domain/roads";
import { type Box, overlap, type RoadName, roadNameBox, roadNames } from "./labels";
import { ROAD_NAMES_FROM_ZOOM, roadWidth } from "./widths";

const EDGE = 3;

interface Drawn {
  road: Road;
  line: LatLng[];
  edge: Polyline;
  surface: Polyline;
}

function strip(road: Road, className: string): Polyline {
  const points = road.line.map(([lon, lat]): [number, number] => [lat, lon]);
  return polyline(points, { className, interactive: false, smoothFactor: 0 });
}

function nameElement(text: string, upright: boolean): HTMLElement {
  const name = document.createElement("span");
  name.className = upright ? "map-road-name is-upright" : "map-road-name";
  name.textContent = text;
  return name;
}

export class Roads {
  readonly #drawn: Drawn[];

  constructor(
    private readonly map: LeafletMap,
    roads: readonly Road[],
    private readonly pane: HTMLElement,
  ) {
    this.#drawn = roads.map((road): Drawn => {
      const edge = strip(road, "map-road-edge");
      const surface = strip(road, "map-road");
      return { road, line: edge.getLatLngs() as LatLng[], edge, surface };
    });
    for (const { edge } of this.#drawn) edge.addTo(map);
    for (const { surface } of this.#drawn) surface.addTo(map);
  }

  /** Widths for the zoom level that is shown. */
  widen(): void {
    const zoom = this.map.getZoom();
    for (const { road, edge, surface } of this.#drawn) {
      const weight = roadWidth(road.rank, zoom);
      surface.setStyle({ weight });
      edge.setStyle({ weight: weight + EDGE });
    }
  }

  /** Names in and around the view where they cover none of the boxes. */
  name(boxes: readonly Box[]): void {
    this.pane.replaceChildren();
    if (this.map.getZoom() < ROAD_NAMES_FROM_ZOOM) return;
    const taken = [...boxes];
    const near = this.map.getBounds().pad(0.4);
    for (const { road, line } of this.#drawn) {
      for (const place of roadNames(line.map((one) => this.map.latLngToLayerPoint(one)))) {
        if (near.contains(this.map.layerPointToLatLng([place.x, place.y]))) {
          this.#put(nameElement(road.name, place.upright), place, taken);
        }
      }
    }
  }

  #put(element: HTMLElement, place: RoadName, taken: Box[]): void {
    this.pane.append(element);
    const size = { width: element.offsetWidth, height: element.offsetHeight };
    const box = roadNameBox(place, size);
    if (taken.some((other) => overlap(box, other) > 0)) {
      element.remove();
      return;
    }
    taken.push(box);
    const { x, y, turn } = place;
    element.style.transform = `translate(${x}px, ${y}px) translate(-50%, -50%) rotate(${turn}deg)`;
  }
}
