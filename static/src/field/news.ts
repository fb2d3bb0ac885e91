/** What the desk told this person, as this phone keeps it, and which corrections are begun. */
import { batch } from "@preact/signals";
import type { Services } from "./services";
import { changes, corrections, person } from "./state";

/** Reads it anew for whoever works with the phone. */
export async function readNews({ cache, evidence }: Services): Promise<void> {
  const who = person.value;
  const [rows, begun] = who
    ? await Promise.all([cache.changes(who.id), evidence.corrections(who.id)])
    : [[], []];
  if (person.value?.id !== who?.id) return;
  batch(() => {
    changes.value = rows;
    corrections.value = begun;
  });
}
