/** What the screens show. Only the modules named here write. */
import { computed, signal } from "@preact/signals";
import type { Room } from "../device/storage";
import type { ChangeRow } from "../domain/changes";
import type {
  Draft,
  Fix,
  LawSnapshot,
  RosterSnapshot,
  SignedInPerson,
  ZonesSnapshot,
} from "../domain/model";
import type { RoadsSnapshot } from "../domain/roads";
import type { Standing } from "../store/standing";
import type { RecordRow, Suggestion } from "./records";

/** Who is signed in on this phone; session.ts. */
export const person = signal<SignedInPerson | undefined>(undefined);
/** Second officer: undefined when not chosen for this shift, "" on a lone patrol; session.ts. */
export const pair = signal<string | undefined>(undefined);
/** The choice of an earlier shift, offered first when the app asks again; session.ts. */
export const lastPair = signal<string | undefined>(undefined);
export const law = signal<LawSnapshot | undefined>(undefined);
export const zones = signal<ZonesSnapshot | undefined>(undefined);
export const roster = signal<RosterSnapshot | undefined>(undefined);
export const roads = signal<RoadsSnapshot | undefined>(undefined);
/** The server no longer knows our session: pages and snapshots wait, records do not; session.ts. */
export const sessionExpired = signal(false);

/** The record being made; drafts.ts. */
export const draft = signal<Draft | undefined>(undefined);
/** The record that Save took from the screen, until it is sealed or back; drafts.ts. */
export const leaving = signal<Draft | undefined>(undefined);
/** The correction on the screen, while it is there; correcting.ts. */
export const correction = signal<Draft | undefined>(undefined);
/** What the capture screen works on: a correction leaves the draft of a new record as it is. */
export const atHand = computed(() => correction.value ?? draft.value);
/** A correction is on its way to its seal: its photos are what they are; saving.ts. */
export const sealingCorrection = signal(false);
/** Photos taken whose bytes are not yet proven on disk; drafts.ts. */
export const keeping = signal(0);
/** What stands in the way of 保存, as shown; drafts.ts. */
export const problem = signal("");

/** Sealed records of this person, newest first; shelf-state.ts. */
export const records = signal<RecordRow[]>([]);
/** What the desk told this person, as kept on this phone; news.ts. */
export const changes = signal<ChangeRow[]>([]);
/** Inspections of which a correction is begun; news.ts. */
export const corrections = signal<string[]>([]);
/** Suggestions of this person, newest first; shelf-state.ts. */
export const suggestions = signal<Suggestion[]>([]);
/** Unsent records of other people on this phone, a number only; shelf-state.ts. */
export const othersWaiting = signal(0);
/** The upload ticket is dead: sending waits for a sign-in; shelf-state.ts. */
export const needsLogin = signal(false);
export const frozen = signal(false);
/** What the server said last of itself and of this phone; shelf-state.ts. */
export const standing = signal<Standing | undefined>(undefined);
/** Records in this run of uploading; 0 when nothing runs; shelf-state.ts. */
export const burst = signal(0);

/** What the phone's storage refused while records were sent, in words; main.tsx. */
export const storageTrouble = signal("");

/** What the browser says about the network, and whether our server answered last; network-state.ts. */
export const browserOnline = signal(true);
export const serverReached = signal(true);
/** Whether the browser promised to keep our storage; undefined until it answered; persisting.ts. */
export const persisted = signal<boolean | undefined>(undefined);

/** How much more this phone can keep; persisting.ts. */
export const room = signal<{ is: Room; photos: number | undefined }>({
  is: "unknown",
  photos: undefined,
});

/** Latest position and why there is none; position.ts. */
export const position = signal<Fix | undefined>(undefined);
export const positionProblem = signal<"denied" | "unavailable" | "timeout" | undefined>(undefined);

/** A newer build of the app waits to take over; shell-update.ts. */
export const updateWaiting = signal(false);
