/**
 * Times, distances and hashes as people read them. Times are shown in the county's zone whatever
 * the phone is set to: the record's times are read in court, not on the road.
 */
import { language } from "./i18n";
import { languageTag } from "./preferences";

const ZONE = "Asia/Shanghai";

function clockFormat(options: Intl.DateTimeFormatOptions): (atMs: number) => string {
  const made = new Map<string, Intl.DateTimeFormat>();
  return (atMs) => {
    const tag = languageTag(language.value);
    let format = made.get(tag);
    if (!format) {
      format = new Intl.DateTimeFormat(tag, { timeZone: ZONE, hourCycle: "h23", ...options });
      made.set(tag, format);
    }
    return format.format(atMs);
  };
}

/** "19:42" */
export const timeOfDay = clockFormat({ hour: "2-digit", minute: "2-digit" });
/** "2026/11/23 19:42:07" */
export const exactTime = clockFormat({
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const dayAndTime = clockFormat({
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});
const calendarDay = clockFormat({ year: "numeric", month: "2-digit", day: "2-digit" });

/** The time alone for today, with the day before it for any other day. */
export function shortTime(atMs: number, nowMs: number): string {
  return calendarDay(atMs) === calendarDay(nowMs) ? timeOfDay(atMs) : dayAndTime(atMs);
}

/** Centimetres as "320 m" or "1.4 km", without its sign. */
export function distance(centimetres: number): string {
  const metres = Math.abs(centimetres) / 100;
  if (metres < 1000) return `${Math.max(1, Math.round(metres))} m`;
  return `${(metres / 1000).toFixed(1)} km`;
}

/** Bytes as "0.8 MB" or "640 KB". */
export function fileSize(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} KB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** First and last eight digits of a fingerprint, enough to compare by eye. */
export function shortHash(sha256: string): string {
  return `${sha256.slice(0, 8)}…${sha256.slice(-8)}`;
}
