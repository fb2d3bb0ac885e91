/** The session's camera as the capture screen sees it: given back when nobody looks through it. */
import { signal } from "@preact/signals";
import { type Camera, CameraUnavailable, openCamera } from "../device/camera";

export type CameraState = "off" | "starting" | "live" | "denied" | "missing" | "busy";

export const cameraState = signal<CameraState>("off");

let camera: Camera | undefined;
let opening: Promise<void> = Promise.resolve();

/** Shows the camera in that element; what stands in the way ends in the state, not in an exception. */
export function showCamera(video: HTMLVideoElement): Promise<void> {
  if (cameraState.value !== "live") cameraState.value = "starting";
  opening = open(video);
  return opening;
}

async function open(video: HTMLVideoElement): Promise<void> {
  try {
    camera = await openCamera();
    await camera.attach(video);
    cameraState.value = "live";
  } catch (error) {
    cameraState.value = error instanceof CameraUnavailable ? error.reason : "busy";
  }
}

export function liveCamera(): Camera | undefined {
  return cameraState.value === "live" && camera?.live() ? camera : undefined;
}

/** How long a photo asked for waits for the camera, in milliseconds. */
const START_LIMIT_MS = 10_000;

/** The camera once it has started; undefined when there is none after all, or nobody answers what the browser asks. */
export async function cameraWhenReady(): Promise<Camera | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, START_LIMIT_MS);
  });
  await Promise.race([opening, limit]);
  clearTimeout(timer);
  return liveCamera();
}

export function stopCamera(): void {
  camera?.stop();
  camera = undefined;
  cameraState.value = "off";
}
