/** What the chip over the viewfinder says about the place. Pure, but for the language. */
import type { Fix, Verdict, Zone } from "../domain/model";
import { openUntil } from "../domain/zones";
import { distance } from "../ui/format";
import { gettext } from "../ui/i18n";

export interface VerdictText {
  icon: "place" | "place-out" | "place-none";
  title: string;
  /** Hours and accuracy, or why there is no position: short phrases side by side. */
  details: string[];
  /** The zone is an example that nobody confirmed. */
  demo: boolean;
}

export type PositionProblem = "denied" | "unavailable" | "timeout" | undefined;

/** Positions older than this, in milliseconds, are shown with their age. */
const OLD_MS = 60_000;

/** Below even odds "probably" would be a lie. */
const EVEN_ODDS_PERCENT = 50;

const named = (zone: Zone): string => `${zone.code} ${zone.name}`;

function titleOf(verdict: Verdict, zone: Zone): string {
  const params = { zone: named(zone) };
  if (verdict.place === "inside") return gettext("In %(zone)s", params);
  if (verdict.place === "outside") {
    const away = distance(verdict.distance_cm ?? 0);
    return gettext("In no vending zone; nearest: %(zone)s, %(distance)s", {
      ...params,
      distance: away,
    });
  }
  const percent = Math.round((verdict.probability_permille ?? 0) / 10);
  const odds = { ...params, percent };
  return percent < EVEN_ODDS_PERCENT
    ? gettext("Possibly in %(zone)s (%(percent)s%%)", odds)
    : gettext("Probably in %(zone)s (%(percent)s%%)", odds);
}

function hoursText(zone: Zone, atMs: number): string {
  const until = openUntil(zone, atMs);
  if (until !== undefined) return gettext("Open until %(time)s", { time: until });
  const hours = zone.hours.map(({ open, close }) => `${open}–${close}`).join(", ");
  return gettext("Closed now, hours %(hours)s", { hours });
}

/** "±9 m", with its age when it is old. */
export function accuracyText(fix: Fix): string {
  const metres = Math.max(1, Math.round(fix.acc_cm / 100));
  if (fix.age_ms <= OLD_MS) return gettext("Position ±%(metres)s m", { metres });
  const minutes = Math.round(fix.age_ms / 60_000);
  return gettext("Position ±%(metres)s m, %(minutes)s min old", { metres, minutes });
}

function absentText(problem: PositionProblem): string {
  if (problem === "denied") {
    return gettext("Location is not allowed for this app. Allow it in the browser's settings.");
  }
  if (problem === "unavailable") return gettext("The phone gives no position. Saving still works.");
  return gettext("Searching. Saving does not wait for it.");
}

/** `zone` is the one the verdict names, `fix` the position it was made from. */
export function verdictText(
  verdict: Verdict,
  zone: Zone | undefined,
  fix: Fix | undefined,
  atMs: number,
  problem: PositionProblem,
): VerdictText {
  if (!fix) {
    const title = gettext("No position yet");
    return { icon: "place-none", title, details: [absentText(problem)], demo: false };
  }
  if (!zone || verdict.place === "unknown") {
    const title = gettext("No zones on this phone yet");
    return { icon: "place-none", title, details: [accuracyText(fix)], demo: false };
  }
  return {
    icon: verdict.place === "outside" ? "place-out" : "place",
    title: titleOf(verdict, zone),
    details: [hoursText(zone, atMs), accuracyText(fix)],
    demo: zone.demo,
  };
}
