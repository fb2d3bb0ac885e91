/** What of the map outlives a visit to another tab: which kind is shown, and whether as a list. */
import { signal } from "@preact/signals";
import type { KindShown } from "./zone-facts";

export const kindShown = signal<KindShown>("all");
export const asList = signal(false);
/** Code of the zone whose sheet is open. */
export const chosenZone = signal<string | undefined>(undefined);
