/** Runs the self-test: the probes of this phone, then the server's word on its clock and version. */
import { signal } from "@preact/signals";
import {
  checkBrowser,
  checkCamera,
  checkOffline,
  checkPersisted,
  checkPosition,
  checkRecords,
  checkSpace,
  checkWindow,
} from "../../device/checks";
import { createTransport, type Hello, NetworkFailure } from "../../sync/transport";
import { language } from "../../ui/i18n";
import { languageTag } from "../../ui/preferences";
import type { Line } from "./check-words";

/** More than this and the server marks a record's times as doubtful. */
const CLOCK_LIMIT_S = 120;
const ASK_LIMIT_MS = 8_000;

export const lines = signal<Line[]>([]);
export const checking = signal(false);

/** Line by line as each is known; undefined stands for a member that the browser lacks, whatever the types say. */
function probes(): (() => Promise<Line> | Line)[] {
  const { permissions, geolocation, mediaDevices, serviceWorker, userAgent } =
    navigator as Partial<Navigator>;
  const isInstalled = matchMedia("(display-mode: standalone)").matches;
  const mono = () => performance.now();
  return [
    () => checkRecords(globalThis.indexedDB, mono),
    () => checkWindow(globalThis.indexedDB, globalThis.crypto?.subtle),
    () => checkPersisted(),
    () => checkSpace(globalThis.indexedDB),
    () => checkCamera(mediaDevices, permissions),
    () => checkPosition(geolocation, permissions),
    () => checkOffline(serviceWorker),
    () => checkBrowser(userAgent ?? "", isInstalled),
  ];
}

function isOlder(mine: string, latest: string): boolean {
  const parts = (version: string) => version.split(".").map(Number);
  const [own, theirs] = [parts(mine), parts(latest)];
  const at = theirs.findIndex((part, index) => part !== (own[index] ?? 0));
  return at >= 0 && (theirs[at] ?? 0) > (own[at] ?? 0);
}

/** What the server's greeting says; `wall` is the phone's time in the middle of the exchange. */
export function serverLines(
  hello: Hello | undefined,
  tookMs: number,
  wall: number,
  version: string,
): Line[] {
  if (hello === undefined) {
    return [
      { outcome: "server/silent", grade: "degraded" },
      { outcome: "clock/unknown", grade: "degraded" },
      { outcome: "version/unknown", grade: "ok" },
    ];
  }
  const value = Math.round(Math.abs(hello.server_ms - wall) / 1000);
  const isOff = value > CLOCK_LIMIT_S;
  const older = isOlder(version, hello.latest_client);
  return [
    { outcome: "server/reached", grade: "ok", value: Math.round(tookMs) },
    isOff
      ? { outcome: "clock/off", grade: "degraded", value }
      : { outcome: "clock/right", grade: "ok" },
    older
      ? { outcome: "version/older", grade: "degraded" }
      : { outcome: "version/current", grade: "ok" },
  ];
}

async function askServer(): Promise<Line[]> {
  const transport = createTransport({
    fetch: (input, init) => fetch(input, init),
    timeoutMs: ASK_LIMIT_MS,
    language: () => languageTag(language.peek()),
  });
  const began = { wall: Date.now(), mono: performance.now() };
  try {
    const hello = await transport.hello();
    const took = performance.now() - began.mono;
    return serverLines(hello, took, began.wall + took / 2, APP_VERSION);
  } catch (error) {
    if (!(error instanceof NetworkFailure)) throw error;
    return serverLines(undefined, 0, 0, APP_VERSION);
  }
}

/** Goes through all lines; a second call while one runs does nothing. */
export async function checkAll(): Promise<void> {
  if (checking.value) return;
  checking.value = true;
  lines.value = [];
  try {
    for (const probe of probes()) lines.value = [...lines.value, await probe()];
    lines.value = [...lines.value, ...(await askServer())];
  } finally {
    checking.value = false;
  }
}

/** Asks the person for both, so that nobody is asked in the middle of a record. Refusals show in their lines. */
export async function tryCameraAndPosition(): Promise<void> {
  const { mediaDevices, geolocation } = navigator as Partial<Navigator>;
  const camera = mediaDevices?.getUserMedia({ video: true }).then(
    (stream) => {
      for (const track of stream.getTracks()) track.stop();
    },
    () => undefined,
  );
  const position = new Promise<void>((resolve) => {
    if (!geolocation) return resolve();
    const done = () => resolve();
    geolocation.getCurrentPosition(done, done, { timeout: ASK_LIMIT_MS });
  });
  await Promise.all([camera, position]);
  await checkAll();
}
