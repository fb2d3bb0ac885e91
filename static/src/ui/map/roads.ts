/** Draws the roads: an edge below, the surface above, so that crossings are open; and their names. */
import { type LatLng, type Map as LeafletMap, type Polyline, polyline } from "leaflet";
import type { Road } from "../../domain/model";
import { type Box, overlap, type RoadName, roadNameBox, roadNames } from "./labels";
import { ROAD_NAMES_FROM_ZOOM, roadWidth } from "./widths";

const EDGE = 3;

interface Drawn {
  road: Road;
  line: LatLng[];
  edge: Polyline;
  surface: Polyline;
}

export interface Roads {
  /** Widths for the zoom level that is shown. */
  widen(): void;
  /** Names where they cover none of the boxes. */
  name(taken: readonly Box[]): void;
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

export function drawRoads(map: LeafletMap, roads: readonly Road[], pane: HTMLElement): Roads {
  const drawn = roads.map((road): Drawn => {
    const edge = strip(road, "map-road-edge");
    const surface = strip(road, "map-road");
    return { road, line: edge.getLatLngs() as LatLng[], edge, surface };
  });
  for (const { edge } of drawn) edge.addTo(map);
  for (const { surface } of drawn) surface.addTo(map);

  const put = (element: HTMLElement, place: RoadName, taken: Box[]): void => {
    pane.append(element);
    const size = { width: element.offsetWidth, height: element.offsetHeight };
    const box = roadNameBox(place, size);
    if (taken.some((other) => overlap(box, other) > 0)) {
      element.remove();
      return;
    }
    taken.push(box);
    element.style.transform = `translate(${place.x}px, ${place.y}px) translate(-50%, -50%) rotate(${place.turn}deg)`;
  };
  return {
    widen() {
      const zoom = map.getZoom();
      for (const { road, edge, surface } of drawn) {
        const weight = roadWidth(road.rank, zoom);
        surface.setStyle({ weight });
        edge.setStyle({ weight: weight + EDGE });
      }
    },
    name(boxes) {
      pane.replaceChildren();
      if (map.getZoom() < ROAD_NAMES_FROM_ZOOM) return;
      const taken = [...boxes];
      const near = map.getBounds().pad(0.4);
      for (const { road, line } of drawn) {
        const places = roadNames(line.map((point) => map.latLngToLayerPoint(point)));
        for (const place of places) {
          if (!near.contains(map.layerPointToLatLng([place.x, place.y]))) continue;
          put(nameElement(road.name, place.upright), place, taken);
        }
      }
    },
  };
}
