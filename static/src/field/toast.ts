/** The short message that something happened, spoken once by screen readers. */
import { signal } from "@preact/signals";

const SHOWN_MS = 5000;

/** `id` changes with each message, so that the same words twice are two messages. */
export const toast = signal<{ id: number; text: string; icon: string } | undefined>(undefined);
/** Said to screen readers only: what others see in the strip. */
export const spoken = signal("");

let last = 0;

export function showToast(text: string, icon = "saved"): void {
  last += 1;
  const id = last;
  toast.value = { id, text, icon };
  setTimeout(() => {
    if (toast.value?.id === id) toast.value = undefined;
  }, SHOWN_MS);
}
