/** Words for a phone that does not keep something. */
import { StorageBroken, StorageRefused } from "../store/errors";
import { gettext } from "../ui/i18n";

/** What to say when the phone does not keep something. Rethrows what is not the store's. */
export function storageText(error: unknown): string {
  if (error instanceof StorageRefused) {
    return gettext("The phone is full. Delete other files, then tap again.");
  }
  if (error instanceof StorageBroken) {
    return gettext("The phone's storage did not answer. Nothing shown is lost; tap again.");
  }
  throw error;
}
