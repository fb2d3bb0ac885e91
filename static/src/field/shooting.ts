/** From the shutter or a chosen file to a photo that is safe on this phone. */
import {
  type Camera,
  inspectFile,
  type PictureRefusal,
  type Shot,
  thumbnailOf,
} from "../device/camera";
import { type DraftOwner, StorageRefused } from "../store/evidence";
import { gettext } from "../ui/i18n";
import { cameraState, cameraWhenReady, liveCamera } from "./camera-state";
import { correctedPhotos } from "./correcting";
import { addPhoto, coming, follow, MOST_PHOTOS, type Picture, roomFor } from "./drafts";
import { lookForRoom, roomRefused } from "./persisting";
import type { Services } from "./services";
import { atHand, problem, room, sealingCorrection } from "./state";
import { noRoomText, storageText } from "./storage-text";

type Times = Pick<Picture, "captured_ms" | "mono_ms">;

function timesNow({ clock }: Services): Times {
  return { captured_ms: clock.wall(), mono_ms: clock.mono() };
}

function refusalText(reason: PictureRefusal): string {
  if (reason === "too_large") return gettext("This file is larger than 32 MB. Choose a photo.");
  if (reason === "empty") return gettext("This file is empty. Take the photo again.");
  return gettext("This file does not open as a picture. Choose a JPG, PNG, WebP or HEIC photo.");
}

function fullText(): string {
  return gettext("%(most)s photos are the most for one record. Remove one first.", {
    most: MOST_PHOTOS,
  });
}

/** Runs one taking of a photo, with its place kept on the rail meanwhile. */
async function taking(
  work: (owner: DraftOwner) => Promise<void>,
  owner: DraftOwner | undefined = atHand.value,
): Promise<void> {
  if (!owner) return;
  if (owner.corrects && sealingCorrection.value) {
    problem.value = gettext("The correction is being saved: no photo was taken.");
    return;
  }
  if (room.value.is === "none") {
    problem.value = noRoomText();
    // Perhaps there is some again by the next tap.
    void lookForRoom();
    return;
  }
  if (roomFor(owner, correctedPhotos()) <= 0) {
    problem.value = fullText();
    return;
  }
  coming(owner, 1);
  try {
    await work(owner);
  } catch (error) {
    if (error instanceof StorageRefused) roomRefused();
    problem.value = storageText(error);
  } finally {
    coming(owner, -1);
  }
}

async function keepShot(
  services: Services,
  owner: DraftOwner,
  shot: Promise<Shot>,
  times: Times,
): Promise<void> {
  const taken = await shot.catch(() => undefined); // the camera's reasons are all one to the officer
  if (!taken) {
    problem.value = gettext("The camera gave no picture. Tap the shutter again.");
    return;
  }
  const thumbnail = await thumbnailOf(taken.bytes, taken.mime);
  await addPhoto(services, owner, { ...taken, thumbnail, ...times });
}

/** A tap while the camera starts is a wish for a photo: taken as soon as there is a picture. */
async function shootWhenReady(services: Services): Promise<void> {
  const camera = await cameraWhenReady();
  if (camera) return fire(services, camera);
  problem.value = gettext("The camera did not start: no photo. Allow it, or use the camera app.");
}

/** From here on the photo belongs to the record on the screen, and saving waits for it. */
function fire(services: Services, camera: Camera): Promise<void> {
  const times = timesNow(services);
  return follow(taking((owner) => keepShot(services, owner, camera.shoot(), times)));
}

/** Takes a photo with the in-page camera; false when there is none and the system camera has to help. */
export function shoot(services: Services): boolean {
  if (cameraState.value === "starting") {
    void shootWhenReady(services);
    return true;
  }
  const camera = liveCamera();
  if (!camera) return false;
  void fire(services, camera);
  return true;
}

async function keepFile(services: Services, owner: DraftOwner, file: File): Promise<void> {
  const times = timesNow(services);
  const found = await inspectFile(file);
  if ("refused" in found) {
    problem.value = refusalText(found.refused);
    return;
  }
  const thumbnail = await thumbnailOf(found.bytes, found.mime);
  await addPhoto(services, owner, { ...found, method: "file", thumbnail, ...times });
}

/** Takes in files from the system camera, one after the other in their order. */
export async function chooseFiles(services: Services, files: File[]): Promise<void> {
  const chosenFor = atHand.value;
  const all = async (): Promise<void> => {
    for (const file of files) await taking((owner) => keepFile(services, owner, file), chosenFor);
  };
  await follow(all());
}
