/** What the browser says of our storage: whether it promises to keep it, and how much room is left. */
import { estimate, hasRoomFor, LEAST_FREE_BYTES, persist, roomIn } from "../device/storage";
import { persisted, room } from "./state";

/** Asks the browser to keep our storage; it may be asked again later, after more use. */
export async function askToPersist(): Promise<void> {
  persisted.value = await persist();
}

/** What one photo takes, seen generously. */
const PHOTO_BYTES = 1_000_000;
/** What must fit, in MiB, before a phone that had no room counts as having some again. */
const ROOM_AGAIN_MIB = 8;

/** Looks how much more fits. After a refusal the browser's own figure is not believed without a trial. */
export async function lookForRoom(): Promise<void> {
  const free = (await estimate())?.free;
  const is = roomIn(free);
  const wasRefused = room.peek().is === "none" && is !== "none";
  if (wasRefused && !(await hasRoomFor(ROOM_AGAIN_MIB))) return;
  const photos =
    free === undefined
      ? undefined
      : Math.max(0, Math.floor((free - LEAST_FREE_BYTES) / PHOTO_BYTES));
  room.value = { is, photos };
}

/** The phone refused a photo for want of room, whatever it says of itself. */
export function roomRefused(): void {
  room.value = { is: "none", photos: 0 };
}
