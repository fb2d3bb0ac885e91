/**
 * The probes of the self-test page: each tries one thing that work in the field depends on and says how it went.
 * They look at what the browser does, not at what it calls itself (sync.md D17).
 */
import { answered, estimate, hasRoomFor, persist, type Room, roomIn } from "./storage";

export type Grade = "ok" | "degraded" | "impossible";

type Asked = PermissionState | "unknown";

/** Which check, and how it went. */
export type Outcome =
  | `records/${"kept" | "slow" | "altered" | "refused" | "missing"}`
  | `window/${"keys" | "no_keys" | "private" | "no_crypto"}`
  | `persisted/${"promised" | "may_clear"}`
  | `space/${Room | "refused"}`
  | `camera/${Asked | "missing"}`
  | `position/${Asked | "missing"}`
  | `offline/${"kept" | "not_yet" | "missing"}`
  | `browser/${"installed" | "tab" | "ios_tab" | "arkweb" | "inside_app"}`;

/** `value` is the number of that outcome, in its own unit. */
export interface Check {
  outcome: Outcome;
  grade: Grade;
  value?: number;
}

const PROBE = "self-test";
const PIECE_BYTES = 48 * 1024;
const PIECES = 20;
/** What an old phone still does without the officer waiting for it. */
const SLOW_MS = 2_000;

function committed(tx: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    tx.oncomplete = () => resolve();
    tx.onabort = () => reject(tx.error);
  });
}

/** Runs with a database of its own, and leaves none behind. */
async function inProbe<T>(
  indexedDB: IDBFactory,
  work: (database: IDBDatabase) => Promise<T>,
): Promise<T> {
  const request = indexedDB.open(PROBE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore("probe");
  const database = await answered(request);
  try {
    return await work(database);
  } finally {
    database.close();
    await answered(indexedDB.deleteDatabase(PROBE));
  }
}

async function keep(database: IDBDatabase, value: unknown, key: string | number): Promise<unknown> {
  const tx = database.transaction("probe", "readwrite", { durability: "strict" });
  const done = committed(tx);
  tx.objectStore("probe").put(value, key);
  await done;
  return answered(database.transaction("probe").objectStore("probe").get(key));
}

/** Writes as much as one photo the way photos are written, and reads it back. */
export async function checkRecords(
  indexedDB: IDBFactory | undefined,
  mono: () => number,
): Promise<Check> {
  if (indexedDB === undefined) return { outcome: "records/missing", grade: "impossible" };
  try {
    const began = mono();
    const whole = await inProbe(indexedDB, async (database) => {
      for (let n = 0; n < PIECES; n++) {
        const piece = new Uint8Array(PIECE_BYTES).fill(n + 1);
        const back = await keep(database, piece.buffer, n);
        if (!(back instanceof ArrayBuffer) || new Uint8Array(back)[PIECE_BYTES - 1] !== n + 1) {
          return false;
        }
      }
      return true;
    });
    const value = Math.round(mono() - began);
    if (!whole) return { outcome: "records/altered", grade: "impossible" };
    return value > SLOW_MS
      ? { outcome: "records/slow", grade: "degraded", value }
      : { outcome: "records/kept", grade: "ok", value };
  } catch {
    // Every reason means the same: this browser, in this mode, keeps no evidence.
    return { outcome: "records/refused", grade: "impossible" };
  }
}

/** A private window throws everything away when it closes; it shows by the keys that it cannot keep. */
export async function checkWindow(
  indexedDB: IDBFactory | undefined,
  subtle: SubtleCrypto | undefined,
): Promise<Check> {
  if (subtle === undefined) return { outcome: "window/no_crypto", grade: "impossible" };
  if (indexedDB === undefined) return { outcome: "window/private", grade: "impossible" };
  try {
    const curve = { name: "ECDSA", namedCurve: "P-256" };
    const pair = await subtle.generateKey(curve, false, ["sign", "verify"]);
    const back = await inProbe(indexedDB, (database) => keep(database, pair.privateKey, "key"));
    const how = { name: "ECDSA", hash: "SHA-256" };
    await subtle.sign(how, back as CryptoKey, new Uint8Array(1));
    return { outcome: "window/keys", grade: "ok" };
  } catch (error) {
    // Some iPhones keep everything but keys: records go without the phone's own signature then.
    const isClone = error instanceof Error && error.name === "DataCloneError";
    return isClone
      ? { outcome: "window/no_keys", grade: "degraded" }
      : { outcome: "window/private", grade: "impossible" };
  }
}

export async function checkPersisted(manager?: Parameters<typeof persist>[0]): Promise<Check> {
  const isKept = await (manager ? persist(manager) : persist());
  return isKept
    ? { outcome: "persisted/promised", grade: "ok" }
    : { outcome: "persisted/may_clear", grade: "degraded" };
}

const GRADE_OF_ROOM: Record<Room, Grade> = {
  enough: "ok",
  low: "degraded",
  none: "impossible",
  unknown: "degraded",
};

/** A few photos' worth, in MiB. */
const TRIAL_MIB = 8;

/** What the browser says, and a trial: some say the same whatever is left. */
export async function checkSpace(
  indexedDB: IDBFactory | undefined,
  manager?: Parameters<typeof estimate>[0],
): Promise<Check> {
  const found = await (manager ? estimate(manager) : estimate());
  const room = roomIn(found?.free);
  if (indexedDB && room !== "none" && !(await hasRoomFor(TRIAL_MIB, indexedDB))) {
    return { outcome: "space/refused", grade: "impossible" };
  }
  const value = found && Math.round(found.free / 1_000_000);
  return {
    outcome: `space/${room}`,
    grade: GRADE_OF_ROOM[room],
    ...(value !== undefined && { value }),
  };
}

/** Looks without asking the person; browsers that do not tell answer "unknown". */
async function permission(
  permissions: Pick<Permissions, "query"> | undefined,
  name: "camera" | "geolocation",
): Promise<Asked> {
  try {
    const status = await permissions?.query({ name: name as PermissionName });
    return status?.state ?? "unknown";
  } catch {
    // TypeError: a browser that knows no such permission; it is asked for at first use.
    return "unknown";
  }
}

const GRADE_OF_PERMISSION: Record<Asked, Grade> = {
  granted: "ok",
  prompt: "degraded",
  unknown: "degraded",
  denied: "impossible",
};

export async function checkPosition(
  geolocation: Geolocation | undefined,
  permissions: Pick<Permissions, "query"> | undefined,
): Promise<Check> {
  if (geolocation === undefined) return { outcome: "position/missing", grade: "impossible" };
  const state = await permission(permissions, "geolocation");
  return { outcome: `position/${state}`, grade: GRADE_OF_PERMISSION[state] };
}

/** Without the camera in the page the phone's own camera app helps, so nothing here is impossible. */
export async function checkCamera(
  devices: Pick<MediaDevices, "enumerateDevices"> | undefined,
  permissions: Pick<Permissions, "query"> | undefined,
): Promise<Check> {
  const found = await devices?.enumerateDevices?.();
  if (!found?.some(({ kind }) => kind === "videoinput")) {
    return { outcome: "camera/missing", grade: "degraded" };
  }
  const state = await permission(permissions, "camera");
  return { outcome: `camera/${state}`, grade: state === "granted" ? "ok" : "degraded" };
}

export async function checkOffline(
  container: Pick<ServiceWorkerContainer, "getRegistration"> | undefined,
): Promise<Check> {
  if (container === undefined) return { outcome: "offline/missing", grade: "impossible" };
  const kept = await container.getRegistration("/f/");
  return kept?.active
    ? { outcome: "offline/kept", grade: "ok" }
    : { outcome: "offline/not_yet", grade: "degraded" };
}

/** Browsers inside other apps, and pages that an iPhone clears after a week unless they are on its home screen. */
export function checkBrowser(userAgent: string, isInstalled: boolean): Check {
  if (/MicroMessenger|\bQQ\/|AlipayClient|DingTalk/i.test(userAgent)) {
    return { outcome: "browser/inside_app", grade: "impossible" };
  }
  if (isInstalled) return { outcome: "browser/installed", grade: "ok" };
  if (/iPhone|iPad|iPod/.test(userAgent)) return { outcome: "browser/ios_tab", grade: "degraded" };
  if (/ArkWeb|HarmonyOS/i.test(userAgent)) return { outcome: "browser/arkweb", grade: "degraded" };
  return { outcome: "browser/tab", grade: "ok" };
}
