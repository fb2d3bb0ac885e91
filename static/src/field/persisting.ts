/** What the browser says of our storage: whether it promises to keep it, and how much room is left. */
import { persist } from "../device/storage";
import { persisted } from "./state";

/** Asks the browser to keep our storage; it may be asked again later, after more use. */
export async function askToPersist(): Promise<void> {
  persisted.value = await persist();
}
