/** Whether there is a network, whether our server answered, and whether our storage is promised to stay. */
import { effect } from "@preact/signals";
import { onWake } from "../device/network";
import { gettext } from "../ui/i18n";
import { askToPersist, lookForRoom } from "./persisting";
import type { Services } from "./services";
import { readPair, refreshCopies } from "./session";
import { refreshRecords } from "./shelf-state";
import { browserOnline, pair, person } from "./state";
import { spoken } from "./toast";

const COPIES_EVERY_MS = 600_000;
/** Away for longer than anybody is in the system's camera, in milliseconds. */
const PAUSE_MS = 300_000;

/** After a pause the shift may be another one. Never on the way back from the system's camera: its photo would be lost. */
function watchShift(services: Services): void {
  let hiddenMs = Number.POSITIVE_INFINITY;
  document.addEventListener("visibilitychange", () => {
    const now = services.clock.wall();
    const who = person.value;
    if (!document.hidden && now - hiddenMs > PAUSE_MS && who && pair.value !== undefined) {
      void readPair(services, who.id);
    }
    hiddenMs = document.hidden ? now : Number.POSITIVE_INFINITY;
  });
}

function sayChanges(): void {
  let before = browserOnline.peek();
  effect(() => {
    const now = browserOnline.value;
    if (now === before) return;
    before = now;
    spoken.value = now
      ? gettext("Online again. Waiting records are uploaded.")
      : gettext("No network now. Take photos and record as usual; uploading follows by itself.");
  });
}

/** Follows the browser's events from now on. */
export function watchNetwork(services: Services): void {
  const read = (): void => {
    browserOnline.value = navigator.onLine;
  };
  read();
  addEventListener("online", read);
  addEventListener("offline", read);
  sayChanges();
  // Asked at each start: what was refused before may be granted after more use, or once it is installed.
  void askToPersist();
  void lookForRoom();
  onWake()(() => void lookForRoom());
  addEventListener("appinstalled", () => void askToPersist());
  watchShift(services);
  let last = 0;
  const copies = (): void => {
    void refreshRecords(services);
    if (services.clock.wall() - last < COPIES_EVERY_MS && last !== 0) return;
    last = services.clock.wall();
    void refreshCopies(services);
  };
  copies();
  onWake()(copies);
}
