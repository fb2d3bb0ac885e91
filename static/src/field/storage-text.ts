/** Words for a phone that does not keep something. */
import { StorageBroken, StorageRefused } from "../store/errors";
import { gettext } from "../ui/i18n";

/** What the strip says of a storage error while sending; "" without one. What is not the store's is only raised. */
export function sendingTrouble(error: unknown): string {
  if (error === undefined) return "";
  if (error instanceof StorageRefused) {
    return gettext("The phone is full, receipts cannot be kept. Delete other files.");
  }
  if (error instanceof StorageBroken) {
    return gettext("The phone's storage does not answer. Close the app and open it again.");
  }
  // The scheduler that tells us must go on; the console and the tests still see it.
  void Promise.reject(error);
  return "";
}

/** Said before a photo is taken, so that nobody learns it after the shutter. */
export function noRoomText(): string {
  return gettext("The phone is full: no photo can be kept. Delete videos or apps, then come back.");
}

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
