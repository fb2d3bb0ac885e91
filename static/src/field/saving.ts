/** 保存: seals the draft on this phone. Waits for neither network nor position; two taps make one record. */
import type { Draft, DraftPhoto, Fix } from "../domain/model";
import { clockBlock, type SealInput } from "../domain/revision";
import { judge } from "../domain/zones";
import { EarlierMissing, PhotoDamaged } from "../store/errors";
import { gettext } from "../ui/i18n";
import { isCorrected } from "./correcting";
import { dropPhoto, inOrder, isOpen, missing, nextDraft, settled } from "./drafts";
import { readNews } from "./news";
import { waiting } from "./records";
import { go } from "./routes";
import type { Services } from "./services";
import { refreshRecords } from "./shelf-state";
import { atHand, correction, draft, law, pair, problem, records, zones } from "./state";
import { storageText } from "./storage-text";
import { showToast } from "./toast";

export type Saved = "saved" | "photo" | "type" | "unchanged" | "failed";

/** Photos taken before the first position get the one that came soonest after. */
function located(photo: DraftPhoto, fixAt: (ms: number) => Fix | undefined): DraftPhoto {
  if (photo.fix) return photo;
  const fix = fixAt(photo.captured_ms);
  return fix ? { ...photo, fix } : photo;
}

async function sealInput(services: Services, made: Draft): Promise<SealInput> {
  const { clock, evidence, keys, locator } = services;
  const [{ device_id }, server] = await Promise.all([keys.device(), evidence.serverClock()]);
  const photos = made.photos.map((photo) => located(photo, locator.fixAt));
  const sealed_ms = clock.wall();
  const fix = photos[0]?.fix;
  const known = zones.value ?? { scope: "zones", version: "", zones: [] };
  return {
    draft: { ...made, photos },
    device_id,
    officers: pair.value ? [made.person_id, pair.value] : [made.person_id],
    law_version: law.value?.version ?? "",
    ...(fix && { fix }),
    verdict: judge(known, fix, photos[0]?.captured_ms ?? sealed_ms),
    clock: clockBlock(
      { wall_ms: sealed_ms, mono_ms: clock.mono(), boot_id: clock.boot_id },
      server,
    ),
    sealed_ms,
    app: APP_VERSION,
  };
}

const LACKING = {
  photo: () => gettext("No photo yet. Take one of the scene first."),
  type: () => gettext("No type chosen yet. Tap what you saw."),
  both: () => gettext("No photo and no type yet. Take a photo, then tap what you saw."),
};

/** What stands in the way of sealing, said on the screen. */
function obstacle(made: Draft): Exclude<Saved, "saved" | "failed"> | undefined {
  if (made.corrects) {
    if (isCorrected(made)) return undefined;
    problem.value = gettext("Nothing is corrected yet. Add a photo or change what was returned.");
    return "unchanged";
  }
  const lacks = missing(made);
  const first = lacks[0];
  if (first) problem.value = LACKING[lacks.length === 2 ? "both" : first]();
  return first;
}

/** The screen after a seal: ready for the next record, or back at the record that was corrected. */
async function turnFrom(services: Services, made: Draft): Promise<void> {
  problem.value = "";
  if (made.corrects === undefined) draft.value = nextDraft(services, made.person_id);
  await refreshRecords(services);
  if (made.corrects === undefined) return;
  go(`shelf/${made.inspection_id}`);
  correction.value = undefined;
  await readNews(services);
}

async function seal(services: Services): Promise<Saved> {
  const made = atHand.value;
  if (!made) return "failed";
  const lacking = obstacle(made);
  if (lacking) return lacking;
  await services.evidence.seal(await sealInput(services, made));
  await turnFrom(services, made);
  wasCorrection = made.corrects !== undefined;
  showToast(
    gettext("Saved on this phone (%(count)s waiting to upload).", {
      count: waiting(records.value),
    }),
  );
  services.scheduler.saved();
  return "saved";
}

async function explain(services: Services, error: unknown): Promise<Saved> {
  if (error instanceof PhotoDamaged) {
    await dropPhoto(services, error.photo_id);
    problem.value = gettext("One photo is damaged on this phone and was taken out. Take it again.");
  } else if (error instanceof EarlierMissing) {
    problem.value = gettext("The returned version is not on this phone. What you entered stays.");
  } else {
    problem.value = storageText(error);
  }
  return "failed";
}

/** The second tap of a double tap, in milliseconds after a save. */
const DOUBLE_TAP_MS = 1500;

let saving: Promise<Saved> | undefined;
let savedAt = Number.NEGATIVE_INFINITY;
/** Behind a saved correction comes the draft of a new record: the second tap was not meant for it. */
let wasCorrection = false;

/** Seals what is on the screen, after photos on their way to disk. Answers what is missing, if anything is. */
export function save(services: Services): Promise<Saved> {
  const now = services.clock.mono();
  const isSecondTap = now - savedAt < DOUBLE_TAP_MS && (wasCorrection || !isOpen(atHand.value));
  if (!saving && isSecondTap) {
    return Promise.resolve("saved");
  }
  saving ??= settled()
    .then(() => inOrder(() => seal(services)))
    .catch((error: unknown) => explain(services, error))
    .then((result) => {
      if (result === "saved") savedAt = services.clock.mono();
      return result;
    })
    .finally(() => {
      saving = undefined;
    });
  return saving;
}
