/** The drawn map inside its screen: hands the map what to show and shows what was tapped. */
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Fix, ZonesSnapshot } from "../domain/model";
import type { RoadsSnapshot } from "../domain/roads";
import { minute } from "../ui/appearance";
import { gettext } from "../ui/i18n";
import { Icon } from "../ui/icon";
import type { Covered, Me, Shape, ZoneMap } from "../ui/map/scene";
import { loadMap } from "./map-chunk";
import { chosenZone, kindShown } from "./map-state";
import { roads, zones } from "./state";
import { factsOf, marksOf, ofKind } from "./zone-facts";
import { ZoneSheet } from "./zone-sheet";

function shapesOf({ zones: all }: ZonesSnapshot): Shape[] {
  return all.map(({ code, kind, geometry }) => {
    const single = geometry.type === "Polygon";
    return { code, kind, polygons: single ? [geometry.coordinates] : geometry.coordinates };
  });
}

/** Pixels that legend and buttons take at the bottom, at least. */
const LEGEND = 72;

/** Height of what lies over the map now: the switch above, buttons and sheet below. */
function coveredBy(screen: HTMLElement | null): Covered {
  const height = (part: string): number =>
    screen?.querySelector<HTMLElement>(part)?.offsetHeight ?? 0;
  return { top: height(".map-top"), bottom: Math.max(height(".zone-sheet"), LEGEND) };
}

interface Opened {
  screen: RefObject<HTMLDivElement | null>;
  box: RefObject<HTMLDivElement | null>;
  map: ZoneMap | undefined;
  failed: boolean;
}

function useZoneMap(known: ZonesSnapshot, sketch: RoadsSnapshot | undefined): Opened {
  const screen = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<ZoneMap>();
  const [failed, setFailed] = useState(false);
  const label = gettext("Map of the vending zones. The list has the same in words.");
  useEffect(() => {
    let opened: ZoneMap | undefined;
    let left = false;
    const show = ({ openMap }: Awaited<ReturnType<typeof loadMap>>): void => {
      if (left || !box.current) return;
      opened = openMap(box.current, {
        shapes: shapesOf(known),
        roads: sketch?.roads ?? [],
        covered: coveredBy(screen.current),
        label,
        onTap(code) {
          chosenZone.value = code;
        },
      });
      setMap(opened);
    };
    loadMap().then(show, () => setFailed(true));
    return () => {
      left = true;
      opened?.close();
      setMap(undefined);
    };
  }, [known, sketch, label]);
  return { screen, box, map, failed };
}

function meOf(fix: Fix | undefined): Me | undefined {
  return fix && { lat: fix.lat_e7 / 1e7, lon: fix.lon_e7 / 1e7, accuracyM: fix.acc_cm / 100 };
}

/** Follows the scene; goes to a newly chosen zone, and to the person once when found. */
function useScene({ map, screen }: Opened, known: ZonesSnapshot, fix: Fix | undefined): void {
  const chosen = chosenZone.value;
  const now = minute.value;
  const kind = kindShown.value;
  const [found, setFound] = useState(false);
  const seen = useRef<ZoneMap | undefined>(undefined);
  const here = fix !== undefined;
  useEffect(() => {
    const marks = marksOf(ofKind(known.zones, kind), chosen, now);
    map?.draw({ marks, chosen });
  }, [map, known, kind, chosen, now]);
  useEffect(() => map?.placeMe(meOf(fix)), [map, fix]);
  useEffect(() => {
    // A map that opens on a zone (from the list) goes close to it; a tap only moves it into view.
    const near = seen.current !== map;
    seen.current = map;
    if (chosen) map?.show(chosen, coveredBy(screen.current), near);
  }, [map, chosen, screen]);
  useEffect(() => {
    const me = meOf(fix);
    if (map && me && !found) map.showMe(me, coveredBy(screen.current));
    setFound(here);
  }, [map, here, found, fix, screen]);
}

function Legend({ known }: { known: ZonesSnapshot }) {
  const surveyed = roads.value?.surveyed ?? true;
  const demo = known.zones.some((zone) => zone.demo);
  return (
    <div class="map-legend">
      <span class="legend-part">
        <i class="swatch swatch-open" />
        {gettext("open")}
      </span>
      <span class="legend-part">
        <i class="swatch" />
        {gettext("closed")}
      </span>
      {!surveyed && <span class="legend-part">{gettext("Sketch, not surveyed")}</span>}
      {demo && <span class="legend-part">{gettext("sample, not approved")}</span>}
    </div>
  );
}

interface ZoneMapProps {
  known: ZonesSnapshot;
  fix: Fix | undefined;
  onLocate(): void;
}

function Buttons({ map, fix, screen, onLocate }: Omit<ZoneMapProps, "known"> & Opened) {
  const locate = (): void => {
    onLocate();
    const me = meOf(fix);
    if (me) map?.showMe(me, coveredBy(screen.current));
  };
  const all: [string, string, () => void][] = [
    ["plus", gettext("Closer"), () => map?.zoom(1)],
    ["minus", gettext("Farther"), () => map?.zoom(-1)],
    ["locate", gettext("Locate me"), locate],
  ];
  return (
    <div class="map-buttons">
      {all.map(([icon, label, act]) => (
        <button
          key={icon}
          type="button"
          class={`map-button map-button-${icon}`}
          aria-label={label}
          data-testid={`map-${icon}`}
          onClick={act}
        >
          <Icon name={icon} />
        </button>
      ))}
    </div>
  );
}

export function DrawnMap({ known, fix, onLocate }: ZoneMapProps) {
  const opened = useZoneMap(known, roads.value);
  useScene(opened, known, fix);
  const zone = zones.value?.zones.find(({ code }) => code === chosenZone.value);
  const close = (): void => {
    chosenZone.value = undefined;
    opened.box.current?.focus({ preventScroll: true });
  };
  return (
    <div ref={opened.screen} class={zone ? "map-place with-sheet" : "map-place"}>
      <div ref={opened.box} class="map-box" data-testid="map" />
      {opened.failed && (
        <p class="map-failed" role="alert">
          {gettext("The map did not open. The list has the same in words.")}
        </p>
      )}
      <div class="map-over">
        {zone ? <span /> : <Legend known={known} />}
        <Buttons {...opened} fix={fix} onLocate={onLocate} />
      </div>
      {zone && <ZoneSheet facts={factsOf(zone, fix, minute.value)} onClose={close} />}
    </div>
  );
}
