/** Loads the part of the app that looks after received evidence; it lies on the phone already. */
import { storageFacts } from "../device/storage";
import type { Keeper } from "../sync/keeper/main";
import type { Services } from "./services";
import { refreshRecords } from "./shelf-state";

export async function loadKeeper(services: Services): Promise<Keeper> {
  const { createKeeper } = await import("./later");
  const { evidence, cache } = services;
  return createKeeper({
    ...services,
    store: evidence,
    storage: () => storageFacts(),
    app: APP_VERSION,
    frozen: (personId) => cache.forgetReads(personId),
    changed: () => void refreshRecords(services),
  });
}
