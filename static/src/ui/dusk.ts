/**
 * Whether it is dark in Wuzhi, without network or clock service: the height of the sun from the
 * day of the year (Spencer's Fourier series of 1971, good to about half a degree, two minutes of dusk).
 */

const LATITUDE = 35.1;
const LONGITUDE = 113.39;
/** Civil dusk: below this height of the sun, in degrees, a street needs its lamps. */
const DUSK_HEIGHT = -6;

const DAY_MS = 86_400_000;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Fraction of the year since 1 January 00:00 UTC, as an angle in radians. */
function yearAngle(atMs: number): number {
  const yearStart = Date.UTC(new Date(atMs).getUTCFullYear(), 0, 1);
  return (2 * Math.PI * (atMs - yearStart)) / (365.25 * DAY_MS);
}

function declination(g: number): number {
  return (
    0.006918 -
    0.399912 * Math.cos(g) +
    0.070257 * Math.sin(g) -
    0.006758 * Math.cos(2 * g) +
    0.000907 * Math.sin(2 * g) -
    0.002697 * Math.cos(3 * g) +
    0.00148 * Math.sin(3 * g)
  );
}

/** Sundial minus clock, in minutes. */
function equationOfTime(g: number): number {
  return (
    229.18 *
    (0.000075 +
      0.001868 * Math.cos(g) -
      0.032077 * Math.sin(g) -
      0.014615 * Math.cos(2 * g) -
      0.040849 * Math.sin(2 * g))
  );
}

/** Height of the sun over Wuzhi's horizon in degrees at an instant (ms since 1970 UTC); negative when it is down. */
export function sunHeight(atMs: number): number {
  const angle = yearAngle(atMs);
  const sunMinutes = (atMs % DAY_MS) / 60_000 + equationOfTime(angle) + 4 * LONGITUDE;
  const hourAngle = radians(sunMinutes / 4 - 180);
  const sun = declination(angle);
  const place = radians(LATITUDE);
  const sine =
    Math.sin(place) * Math.sin(sun) + Math.cos(place) * Math.cos(sun) * Math.cos(hourAngle);
  return (Math.asin(sine) * 180) / Math.PI;
}

/** True between civil dusk and civil dawn in Wuzhi. */
export function isDark(atMs: number): boolean {
  return sunHeight(atMs) < DUSK_HEIGHT;
}
