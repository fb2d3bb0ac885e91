/** What is said of a zone on the map, in its sheet and in the list. Pure, but for the language. */
import type { Fix, Zone } from "../domain/model";
import { distanceTo, openUntil } from "../domain/zones";
import { distance } from "../ui/format";
import { gettext } from "../ui/i18n";
import type { Mark } from "../ui/map/scene";

export type KindShown = "all" | Zone["kind"];

export interface ZoneFacts {
  zone: Zone;
  title: string;
  open: boolean;
  /** "Open until 23:30" or "Closed now". */
  state: string;
  /** Hours, goods and stalls, as far as the notice names them. */
  terms: string;
  /** Centimetres from the person; undefined without a position. */
  away_cm: number | undefined;
  /** The same in words, with how good the position is; "" without one. */
  away: string;
}

function termsOf({ hours, goods, capacity }: Zone): string {
  const spans = hours.map(({ open, close }) => `${open}–${close}`).join(", ");
  const stalls = capacity > 0 ? gettext("%(count)s stalls", { count: capacity }) : "";
  return [spans, goods, stalls].filter((text) => text !== "").join(" · ");
}

function awayText(away_cm: number, fix: Fix): string {
  const metres = Math.max(1, Math.round(fix.acc_cm / 100));
  if (away_cm <= 0)
    return gettext("By the phone's position you are in it (±%(metres)s m)", { metres });
  const away = distance(away_cm);
  return gettext("About %(distance)s from you (±%(metres)s m)", { distance: away, metres });
}

export function factsOf(zone: Zone, fix: Fix | undefined, atMs: number): ZoneFacts {
  const until = openUntil(zone, atMs);
  const away_cm = fix && distanceTo(zone, fix);
  return {
    zone,
    title: `${zone.code} ${zone.name}`,
    open: until !== undefined,
    state:
      until === undefined ? gettext("Closed now") : gettext("Open until %(time)s", { time: until }),
    terms: termsOf(zone),
    away_cm,
    away: fix && away_cm !== undefined ? awayText(away_cm, fix) : "",
  };
}

function byCode(a: ZoneFacts, b: ZoneFacts): number {
  return a.zone.code < b.zone.code ? -1 : 1;
}

/** The list: nearest first with a position, else by code. */
export function sorted(facts: readonly ZoneFacts[]): ZoneFacts[] {
  return [...facts].sort((a, b) => (a.away_cm ?? 0) - (b.away_cm ?? 0) || byCode(a, b));
}

export function ofKind(zones: readonly Zone[], kind: KindShown): Zone[] {
  return zones.filter((zone) => kind === "all" || zone.kind === kind);
}

/** Other zones on the very same ground: places that are a day zone and a night market. */
export function sharing(zone: Zone, zones: readonly Zone[]): Zone[] {
  const ground = JSON.stringify(zone.geometry);
  return zones.filter(
    (other) => other.code !== zone.code && JSON.stringify(other.geometry) === ground,
  );
}

function markOf(zone: Zone, atMs: number): Mark {
  const { code } = zone;
  const open = openUntil(zone, atMs) !== undefined;
  const short =
    zone.kind === "day" ? gettext("Day %(code)s", { code }) : gettext("Night %(code)s", { code });
  const words = open
    ? gettext("%(zone)s · open", { zone: short })
    : gettext("%(zone)s · closed", { zone: short });
  return { code, open, short, words };
}

/** Zones as the map draws them: the chosen one on top, then open ones, then by code. */
export function marksOf(zones: readonly Zone[], chosen: string | undefined, atMs: number): Mark[] {
  const rank = (mark: Mark): number => (mark.code === chosen ? 0 : mark.open ? 1 : 2);
  return zones
    .map((zone) => markOf(zone, atMs))
    .sort((a, b) => rank(a) - rank(b) || (a.code < b.code ? -1 : 1));
}

/** Accuracy worse than this, in centimetres, is said to be poor. */
const POOR_CM = 3000;

/** The line about the person's position on the map. */
export function positionText(fix: Fix, now: string): string {
  return fix.acc_cm > POOR_CM
    ? gettext("%(position)s: rough, wait a little", { position: now })
    : now;
}
