/**
 * Where the phone was at the shutter. The receiver runs only while somebody is capturing: it starts with the
 * viewfinder and stops when nobody touched it for a minute. Places come from here only, never from a photo's
 * own data (sync.md B2, B8, B12).
 */
import type { Fix } from "../domain/model";

/** Older than this, accuracy no longer makes up for age: a walking person has gone 20 m. */
const FRESH_MS = 15_000;
const KEPT = 5;
const IDLE_MS = 60_000;

export type LocationProblem = "denied" | "unavailable" | "timeout";

export interface Locator {
  start(): void;
  stop(): void;
  /** Somebody is still capturing. */
  touch(): void;
  /** The best fix for a photo taken at that wall time, with its age then; undefined without any. */
  fixAt(shutterMs: number): Fix | undefined;
  onFix(callback: (fix: Fix) => void): () => void;
  onProblem(callback: (problem: LocationProblem) => void): () => void;
}

export interface IdleTimer {
  set(work: () => void, ms: number): unknown;
  clear(handle: unknown): void;
}

type RawFix = Omit<Fix, "age_ms">;
type Receiver = Pick<Geolocation, "watchPosition" | "clearWatch">;

const PRECISE: PositionOptions = { enableHighAccuracy: true, maximumAge: 0, timeout: 30_000 };

const SYSTEM_TIMER: IdleTimer = {
  set: (work, ms) => setTimeout(work, ms),
  clear: (handle) => clearTimeout(handle as ReturnType<typeof setTimeout>),
};

export function createLocator(
  geolocation: Receiver | undefined,
  clock: { wall(): number },
  timer: IdleTimer = SYSTEM_TIMER,
): Locator {
  let watch: number | undefined;
  let idle: unknown;
  let fixes: RawFix[] = [];
  const fixed = listeners<Fix>();
  const troubled = listeners<LocationProblem>();

  const stop = () => {
    timer.clear(idle);
    if (watch !== undefined) geolocation?.clearWatch(watch);
    watch = undefined;
  };
  const touch = () => {
    timer.clear(idle);
    if (watch !== undefined) idle = timer.set(stop, IDLE_MS);
  };
  const took = (position: GeolocationPosition) => {
    const fix = rawFix(position);
    if (fix === undefined) return;
    fixes = [...fixes, fix].slice(-KEPT);
    fixed.tell(aged(fix, clock.wall()));
  };
  const start = () => {
    if (geolocation === undefined) return troubled.tell("unavailable");
    watch ??= geolocation.watchPosition(took, (error) => troubled.tell(problemOf(error)), PRECISE);
    touch();
  };
  return {
    start,
    stop,
    touch,
    fixAt: (shutterMs) => bestFix(fixes, shutterMs),
    onFix: fixed.add,
    onProblem: troubled.add,
  };
}

/** Among fixes near the shutter the most accurate, else the nearest in time. */
export function bestFix(fixes: readonly RawFix[], shutterMs: number): Fix | undefined {
  const candidates = fixes.map((fix) => aged(fix, shutterMs));
  const fresh = candidates.filter((fix) => Math.abs(fix.age_ms) <= FRESH_MS);
  const [best] =
    fresh.length > 0
      ? fresh.sort((a, b) => a.acc_cm - b.acc_cm || Math.abs(a.age_ms) - Math.abs(b.age_ms))
      : candidates.sort((a, b) => Math.abs(a.age_ms) - Math.abs(b.age_ms));
  return best;
}

function aged(fix: RawFix, atMs: number): Fix {
  return { ...fix, age_ms: Math.round(atMs - fix.fix_ms) };
}

function rawFix({ coords, timestamp }: GeolocationPosition): RawFix | undefined {
  const { latitude, longitude, accuracy } = coords;
  if (![latitude, longitude, accuracy, timestamp].every(Number.isFinite)) return undefined;
  return {
    lat_e7: Math.round(latitude * 1e7),
    lon_e7: Math.round(longitude * 1e7),
    acc_cm: Math.round(accuracy * 100),
    fix_ms: Math.round(timestamp),
    source: "browser",
  };
}

function problemOf({ code }: GeolocationPositionError): LocationProblem {
  if (code === 1) return "denied";
  return code === 3 ? "timeout" : "unavailable";
}

function listeners<T>() {
  const all = new Set<(value: T) => void>();
  return {
    add(callback: (value: T) => void) {
      all.add(callback);
      return () => {
        all.delete(callback);
      };
    },
    tell(value: T) {
      for (const callback of all) callback(value);
    },
  };
}
