/** Asks the server what is new, after each pass of sending: returns, decisions, and newer lists. */
import { pullChanges } from "../sync/changes";
import { gettext } from "../ui/i18n";
import { readNews } from "./news";
import { returnedRecords } from "./reviews";
import type { Services } from "./services";
import { isShutOut, refreshCopies } from "./session";
import { person, sessionExpired } from "./state";
import { showToast } from "./toast";

/** Says so when a record came back that was not back before. */
function tellReturns(before: ReadonlySet<string>): void {
  const fresh = returnedRecords.value.filter(
    ({ returned }) => !before.has(`${returned.inspection_id}/${returned.rev}`),
  );
  const first = fresh[0];
  if (!first) return;
  const { number } = first.returned;
  showToast(
    fresh.length === 1
      ? gettext("%(number)s came back for correction.", { number })
      : gettext("%(count)s records came back for correction.", { count: fresh.length }),
    "return",
  );
}

async function pullOnce(services: Services): Promise<void> {
  const who = person.value;
  if (!who || (await isShutOut(services, who.id))) return;
  const report = await pullChanges(services, who.id);
  if (person.value?.id !== who.id) {
    // Signed out meanwhile: what came late goes as well, its cursor first of all.
    await services.cache.forgetChanges(who.id);
    return;
  }
  if (report.needsSession || report.complete) sessionExpired.value = report.needsSession;
  if (report.rows === 0) return;
  const before = new Set(
    returnedRecords.value.map(({ returned }) => `${returned.inspection_id}/${returned.rev}`),
  );
  await readNews(services);
  tellReturns(before);
  if (report.listsChanged) await refreshCopies(services);
}

let current: Promise<void> | undefined;

/** One pull at a time: whoever asks during one shares it. */
export function pull(services: Services): Promise<void> {
  current ??= pullOnce(services).finally(() => {
    current = undefined;
  });
  return current;
}
