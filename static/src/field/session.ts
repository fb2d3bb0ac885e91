/** Who works with this phone: signing in and out, the partner, and the copies of zones, law and roster. */
import { batch } from "@preact/signals";
import type { LawSnapshot, RosterSnapshot, SignedInPerson, ZonesSnapshot } from "../domain/model";
import type { RoadsSnapshot } from "../domain/roads";
import { chinaDay, isOfThisShift } from "../domain/shift";
import { refreshSnapshots, type SignInResult, signIn } from "../sync/signin";
import { NetworkFailure } from "../sync/transport";
import { gettext } from "../ui/i18n";
import { closeDraft, openDraft } from "./drafts";
import { readNews } from "./news";
import { askToPersist } from "./persisting";
import type { Services } from "./services";
import { refreshRecords } from "./shelf-state";
import { lastPair, law, pair, person, roads, roster, sessionExpired, zones } from "./state";

/** Somebody signed out without a network: the server is told at the next chance. */
const OWED = "sign_out_owed";

async function readSnapshots({ cache }: Services, personId: string): Promise<void> {
  const [knownZones, knownLaw, knownRoster, knownRoads] = await Promise.all([
    cache.snapshot<ZonesSnapshot>("zones", personId),
    cache.snapshot<LawSnapshot>("law", personId),
    cache.snapshot<RosterSnapshot>("roster", personId),
    cache.snapshot<RoadsSnapshot>("roads", personId),
  ]);
  batch(() => {
    zones.value = knownZones?.data;
    law.value = knownLaw?.data;
    roster.value = knownRoster?.data;
    roads.value = knownRoads?.data;
  });
}

/** Takes up the partner of this shift; one of an earlier shift is asked for again, and offered first. */
export async function readPair({ keys, clock }: Services, personId: string): Promise<void> {
  const kept = await keys.pair(personId);
  const holds = kept !== undefined && isOfThisShift(kept.day, clock.wall());
  batch(() => {
    pair.value = holds ? kept.second_id : undefined;
    lastPair.value = holds ? undefined : kept?.second_id;
  });
}

/** Shows what this phone keeps of that person. Needs no network. */
async function become(services: Services, who: SignedInPerson): Promise<void> {
  await Promise.all([
    readPair(services, who.id),
    readSnapshots(services, who.id),
    openDraft(services, who.id),
  ]);
  person.value = who;
  await Promise.all([refreshRecords(services), readNews(services)]);
}

/** The person of the last visit, if any. */
export async function resume(services: Services): Promise<void> {
  const who = await services.keys.current();
  if (who) await become(services, who);
}

/** The office froze or revoked this phone: it sends what it has and fetches nothing. */
export async function isShutOut({ evidence }: Services, personId: string): Promise<boolean> {
  const { device_state } = (await evidence.standing(personId)).person;
  return device_state === "frozen" || device_state === "revoked";
}

/** Fetches what changed on the server, and finishes a sign-out that was made without a network. */
export async function refreshCopies(services: Services): Promise<void> {
  const who = person.value;
  if (!who) return finishSignOut(services);
  if (await isShutOut(services, who.id)) return;
  const report = await refreshSnapshots(services, who.id);
  if (report.updated.length > 0) await readSnapshots(services, who.id);
  if (report.needsSession || report.updated.length > 0) sessionExpired.value = report.needsSession;
}

/** What the desk calls this phone: the system and model that the browser names, else a plain word. */
export function phoneLabel(userAgent: string): string {
  return /\(([^)]{1,60})\)/.exec(userAgent)?.[1] ?? gettext("Phone");
}

export async function enter(
  services: Services,
  username: string,
  password: string,
): Promise<SignInResult> {
  const label = phoneLabel(navigator.userAgent);
  const result = await signIn({ ...services, label }, username, password);
  if ("ok" in result) {
    await services.cache.keepSetting(OWED, false);
    await refreshSnapshots(services, result.ok.id);
    sessionExpired.value = false;
    await become(services, result.ok);
    void askToPersist();
    // Whatever an office refused may be allowed by now.
    services.scheduler.tapped();
  }
  return result;
}

export async function choosePartner(services: Services, secondId: string): Promise<void> {
  const who = person.value;
  if (!who) return;
  const day = chinaDay(services.clock.wall());
  await services.keys.keepPair(who.id, { second_id: secondId, day });
  pair.value = secondId;
}

/**
 * Leaves the app to the next person. Drafts, records and upload tickets stay, and what waits is still sent; what the
 * desk said goes, for it comes again.
 */
export async function leave(services: Services): Promise<void> {
  const who = person.value;
  if (who) await services.cache.forgetChanges(who.id);
  await services.keys.setCurrent(undefined);
  await services.cache.keepSetting(OWED, true);
  closeDraft();
  batch(() => {
    person.value = undefined;
    pair.value = undefined;
    sessionExpired.value = false;
  });
  await Promise.all([refreshRecords(services), readNews(services)]);
  await finishSignOut(services);
}

async function finishSignOut({ cache, transport }: Services): Promise<void> {
  if (!(await cache.setting<boolean>(OWED))) return;
  try {
    const answer = await transport.signOut();
    if (answer.isOurs && answer.status < 500) await cache.keepSetting(OWED, false);
  } catch (error) {
    // Still without a network: it stays owed.
    if (!(error instanceof NetworkFailure)) throw error;
  }
}

/** Name of the partner as people read it; the lone patrol has words of its own. */
export function partnerName(secondId: string | undefined): string {
  if (!secondId) return gettext("Alone");
  return roster.value?.people.find(({ id }) => id === secondId)?.name ?? `#${secondId}`;
}
