/**
 * The zone map, in a chunk of its own that screens load when they need it. Leaflet moves and zooms; its own
 * controls, pop-ups and icons make markup from text, which Trusted Types refuse: all of them stay off, and
 * colours come from the style sheet, so that a change of theme needs no drawing.
 */
import {
  type Circle,
  type CircleMarker,
  circle,
  circleMarker,
  type LatLngBounds,
  Map as LeafletMap,
  type LeafletMouseEvent,
  latLng,
  latLngBounds,
  svg,
} from "leaflet";
import type { Box } from "./labels";
import { Roads } from "./roads";
import type { Covered, MapPorts, Me, Scene, Shape, ZoneMap } from "./scene";
import { SIDE } from "./widths";
import { Zones } from "./zones";

const NEAR_ZOOM = 16.5;
/** Close enough for a circle of a few metres to be seen around the dot. */
const ME_ZOOM = 17.5;
const MOST_ZOOM = 19;
/** Beyond the zones by this share of their extent there is nothing to see. */
const MARGIN = 0.5;
const MY_DOT = 7;

function extentOf(shapes: readonly Pick<Shape, "polygons">[]): LatLngBounds {
  const points = shapes.flatMap(({ polygons }) => polygons.flat(2));
  return latLngBounds(points.map(([lon, lat]): [number, number] => [lat, lon]));
}

function leafletIn(box: HTMLElement): LeafletMap {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return new LeafletMap(box, {
    zoomControl: false,
    attributionControl: false,
    zoomSnap: 0.25,
    maxZoom: MOST_ZOOM,
    maxBoundsViscosity: 0.9,
    zoomAnimation: !still,
    fadeAnimation: false,
    inertia: !still,
    bounceAtZoomLimits: false,
    renderer: svg({ padding: 0.6 }),
  });
}

function fitting(covered: Covered) {
  return {
    paddingTopLeft: [SIDE, covered.top + SIDE] as [number, number],
    paddingBottomRight: [SIDE, covered.bottom + SIDE] as [number, number],
  };
}

function paneOf(map: LeafletMap, name: string): HTMLElement {
  const pane = map.createPane(name);
  pane.classList.add("map-names");
  pane.setAttribute("aria-hidden", "true");
  return pane;
}

/** The person's dot and the circle that the position is only as good as. */
function personOn(map: LeafletMap) {
  let parts: [Circle, CircleMarker] | undefined;
  return {
    place(me: Me | undefined): void {
      for (const part of parts ?? []) part.remove();
      parts = undefined;
      if (!me) return;
      const place: [number, number] = [me.lat, me.lon];
      const radius = me.accuracyM;
      parts = [
        circle(place, { radius, interactive: false, className: "map-me-around" }),
        circleMarker(place, { radius: MY_DOT, interactive: false, className: "map-me" }),
      ];
      for (const part of parts) part.addTo(map);
    },
    /** Zones that were drawn again lie above. */
    toFront(): void {
      for (const part of parts ?? []) part.bringToFront();
    },
  };
}

/** A zoom moves everything against everything; after a pan only road names come into view. */
function keepArranged(map: LeafletMap, zones: Zones, roads: Roads): () => void {
  let taken: Box[] = [];
  const arrange = (): void => {
    roads.widen();
    taken = zones.arrange();
  };
  const nameRoads = (): void => roads.name(taken);
  map.on("zoomend", arrange);
  map.on("moveend", nameRoads);
  return () => {
    arrange();
    nameRoads();
  };
}

/** What moves the map: to a zone, to the person, closer. */
function moving(map: LeafletMap, shapes: readonly Shape[], extent: LatLngBounds) {
  return {
    show(code: string, covered: Covered, near: boolean): void {
      const bounds = extentOf(shapes.filter((shape) => shape.code === code));
      if (!bounds.isValid()) return;
      const padding = fitting(covered);
      if (near && map.getZoom() < NEAR_ZOOM) {
        map.fitBounds(bounds, { ...padding, maxZoom: NEAR_ZOOM });
      } else {
        map.panInside(bounds.getCenter(), padding);
      }
    },
    showMe(me: Me, covered: Covered): void {
      const bounds = latLng(me.lat, me.lon).toBounds(2 * me.accuracyM);
      const reach = extent.pad(MARGIN);
      // Somebody far outside the town is shown as well.
      if (!reach.contains(bounds)) map.setMaxBounds(reach.extend(bounds));
      map.fitBounds(bounds, { ...fitting(covered), maxZoom: Math.max(map.getZoom(), ME_ZOOM) });
    },
    zoom(steps: number): void {
      map.setZoom(map.getZoom() + steps);
    },
  };
}

/** Opens the map in an element that has a size; the element is empty again after `close`. */
export function openMap(box: HTMLElement, ports: MapPorts): ZoneMap {
  const map = leafletIn(box);
  const extent = extentOf(ports.shapes);
  map.fitBounds(extent, fitting(ports.covered));
  map.setMinZoom(map.getZoom() - 0.5);
  map.setMaxBounds(extent.pad(MARGIN));
  box.setAttribute("aria-label", ports.label);
  box.setAttribute("role", "application");
  const roads = new Roads(map, ports.roads, paneOf(map, "roadNames"));
  const zones = new Zones(map, ports.shapes, extent, paneOf(map, "zoneNames"));
  const person = personOn(map);
  const arrange = keepArranged(map, zones, roads);
  map.on("click", ({ layerPoint }: LeafletMouseEvent) => ports.onTap(zones.at(layerPoint)));
  const resized = new ResizeObserver(() => map.invalidateSize({ pan: false }));
  resized.observe(box);
  return {
    ...moving(map, ports.shapes, extent),
    draw({ marks, chosen }: Scene) {
      zones.draw(marks, chosen);
      person.toFront();
      arrange();
    },
    placeMe: person.place,
    close() {
      resized.disconnect();
      map.remove();
    },
  };
}
