/**
 * Keeps the app on the phone and lets a new build take over only when nothing would be disturbed:
 * no draft open, no camera in use, nothing uploading.
 */
import { effect } from "@preact/signals";
import { RESCUE_WORKER_URL, SERVICE_WORKER_URL, workerUrl } from "../ui/trusted-types";
import { cameraState } from "./camera-state";
import { isOpen } from "./drafts";
import { atHand, burst, keeping, leaving, updateWaiting } from "./state";

let waitingWorker: ServiceWorker | undefined;
let asked = false;

/** Nothing is under way that a reload would disturb. */
export function isIdle(): boolean {
  const cameraOff = cameraState.value !== "live" && cameraState.value !== "starting";
  if (leaving.value) return false;
  return cameraOff && !isOpen(atHand.value) && keeping.value === 0 && burst.value === 0;
}

/** Lets the waiting build take over; the page reloads when it has. */
export function takeUpdate(): void {
  asked = true;
  waitingWorker?.postMessage("take-over");
}

function offer(worker: ServiceWorker): void {
  waitingWorker = worker;
  updateWaiting.value = true;
}

function follow(registration: ServiceWorkerRegistration): void {
  if (registration.waiting) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const coming = registration.installing;
    coming?.addEventListener("statechange", () => {
      // Without a controller this is the first build: it takes over by itself.
      if (coming.state === "installed" && navigator.serviceWorker.controller) offer(coming);
    });
  });
}

/** Registers the worker and keeps watch for new builds. */
export async function keepShell(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (asked) location.reload();
  });
  effect(() => {
    if (updateWaiting.value && isIdle()) takeUpdate();
  });
  try {
    follow(await navigator.serviceWorker.register(workerUrl(SERVICE_WORKER_URL)));
    // The rescue page must be here before anybody needs it.
    await navigator.serviceWorker.register(workerUrl(RESCUE_WORKER_URL), {
      scope: "/rescue.html",
    });
  } catch (error) {
    // Without a network the registration of an earlier visit keeps working.
    if (!(error instanceof TypeError) && !(error instanceof DOMException)) throw error;
  }
}
