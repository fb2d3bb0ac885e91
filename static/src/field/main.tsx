/** Door of the officer app: opens what this phone keeps, shows the screen, then turns to the network. */
import "../ui/catalogues";
import { render } from "preact";
import { newId, systemClock } from "../device/clock";
import { createLocator } from "../device/location";
import { onWake } from "../device/network";
import { openCache } from "../store/cache";
import { openEvidence } from "../store/evidence";
import { openKeys } from "../store/keys";
import { deviceSigner } from "../store/signing";
import { createOutbox, type LockPort, type Outbox } from "../sync/outbox";
import { createScheduler } from "../sync/scheduler";
import { createTransport } from "../sync/transport";
import { startAppearance } from "../ui/appearance";
import { language } from "../ui/i18n";
import { languageTag } from "../ui/preferences";
import { App, Trouble } from "./app";
import { loadKeeper } from "./keeper-part";
import { watchNetwork } from "./network-state";
import { pull } from "./pulling";
import { startRouting } from "./routes";
import type { Services } from "./services";
import { resume } from "./session";
import { refreshRecords, setRunning } from "./shelf-state";
import { keepShell } from "./shell-update";
import { serverReached, storageTrouble } from "./state";
import { sendingTrouble } from "./storage-text";

/** The outbox's drain, with its beginning and end shown on the screen. */
function shown(services: Services, drain: Outbox["drain"]): Outbox["drain"] {
  return async (options) => {
    setRunning(true);
    try {
      return await drain(options);
    } finally {
      setRunning(false);
      await refreshRecords(services);
    }
  };
}

async function openServices(): Promise<Services> {
  const opening = openKeys();
  const sign = deviceSigner(crypto.subtle, async () => (await opening).signingKey());
  const [evidence, keys, cache] = await Promise.all([openEvidence({ sign }), opening, openCache()]);
  const clock = systemClock();
  const transport = createTransport({
    fetch: (input, init) => fetch(input, init),
    language: () => languageTag(language.peek()),
  });
  const { random } = Math;
  const outbox: Outbox = createOutbox({
    store: evidence,
    keys,
    transport,
    clock,
    random,
    newId,
    locks: (navigator as { locks?: LockPort }).locks,
    keeper: () => loadKeeper(services),
    onChange: () => void refreshRecords(services),
  });
  const locator = createLocator(navigator.geolocation, clock);
  const scheduler = createScheduler({
    drain: (options) => shown(services, outbox.drain)(options),
    wake: onWake(),
    clock,
    random,
    onReport(report, error) {
      storageTrouble.value = sendingTrouble(error ?? report?.trouble);
      if (report) serverReached.value = report.online || report.busy;
      if (report?.online && !report.busy) void pull(services);
    },
  });
  const services = { evidence, keys, cache, transport, outbox, scheduler, locator, clock, newId };
  return services;
}

async function start(root: HTMLElement): Promise<void> {
  startRouting();
  const services = await openServices();
  await resume(services);
  render(<App services={services} />, root);
  services.scheduler.start();
  watchNetwork(services);
}

startAppearance();
void keepShell();
const root = document.getElementById("app");
if (root) {
  start(root).catch((error: unknown) => {
    render(<Trouble again={() => location.reload()} />, root);
    throw error;
  });
}
