/** Whether there is a network, whether our server answered, and whether our storage is promised to stay. */
import { effect } from "@preact/signals";
import { onWake } from "../device/network";
import { persist } from "../device/storage";
import { gettext } from "../ui/i18n";
import type { Services } from "./services";
import { refreshCopies } from "./session";
import { refreshRecords } from "./shelf-state";
import { browserOnline, persisted } from "./state";
import { spoken } from "./toast";

const COPIES_EVERY_MS = 600_000;

/** Asks the browser to keep our storage; it may ask again later, after more use. */
export async function askToPersist(): Promise<void> {
  persisted.value = await persist();
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
