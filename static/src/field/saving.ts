/** 保存: seals the draft on this phone. Waits for neither network nor position; two taps make one record. */
import type { Draft, DraftPhoto, Fix } from "../domain/model";
import { clockBlock, type SealInput } from "../domain/revision";
import { judge } from "../domain/zones";
import { EarlierMissing, PhotoDamaged } from "../store/errors";
import { gettext } from "../ui/i18n";
import { isCorrected } from "./correcting";
import {
  dropPhoto,
  inOrder,
  isOpen,
  missing,
  putBack,
  sealedAway,
  settled,
  takeAway,
} from "./drafts";
import { readNews } from "./news";
import { waiting } from "./records";
import { go } from "./routes";
import type { Services } from "./services";
import { refreshRecords } from "./shelf-state";
import {
  atHand,
  correction,
  keeping,
  law,
  leaving,
  pair,
  problem,
  records,
  sealingCorrection,
  zones,
} from "./state";
import { storageText } from "./storage-text";
import { showToast } from "./toast";

export type Saved = "saved" | "photo" | "type" | "unchanged" | "failed";

/** Photos taken before the first position get the one that came soonest after. */
function located(photo: DraftPhoto, fixAt: (ms: number) => Fix | undefined): DraftPhoto {
  if (photo.fix) return photo;
  const fix = fixAt(photo.captured_ms);
  return fix ? { ...photo, fix } : photo;
}

async function sealInput(
  services: Services,
  made: Draft,
  second: string | undefined,
): Promise<SealInput> {
  const { clock, evidence, keys, locator } = services;
  const [{ device_id }, server] = await Promise.all([keys.device(), evidence.serverClock()]);
  const photos = made.photos.map((photo) => located(photo, locator.fixAt));
  const sealed_ms = clock.wall();
  const placed = photos.find((photo) => photo.fix) ?? photos[0];
  const fix = placed?.fix;
  const known = zones.value ?? { scope: "zones", version: "", zones: [] };
  return {
    draft: { ...made, photos },
    device_id,
    officers: second ? [made.person_id, second] : [made.person_id],
    law_version: law.value?.version ?? "",
    ...(fix && { fix }),
    verdict: judge(known, fix, placed?.captured_ms ?? sealed_ms),
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

/** What stands in the way of sealing, said on the screen. A photo on its way to disk counts as there. */
function obstacle(made: Draft): Exclude<Saved, "saved" | "failed"> | undefined {
  if (made.corrects) {
    if (isCorrected(made) || keeping.value > 0) return undefined;
    problem.value = gettext("Nothing is corrected yet. Add a photo or change what was returned.");
    return "unchanged";
  }
  const lacks = missing(made).filter((what) => what === "type" || keeping.value === 0);
  const first = lacks[0];
  if (first) problem.value = LACKING[lacks.length === 2 ? "both" : first]();
  return first;
}

async function sealNew(services: Services, second: string | undefined): Promise<Saved> {
  const made = leaving.value;
  if (!made) return "failed";
  if (made.photos.length === 0) {
    // The only photo did not reach the disk; why has been said.
    putBack();
    problem.value ||= LACKING.photo();
    return "photo";
  }
  const sealed = await services.evidence.seal(await sealInput(services, made, second));
  sealedAway(sealed.photos.map(({ id }) => id));
  await refreshRecords(services);
  return sayKept(services);
}

/** A correction stays on the screen until it is sealed; then its record is shown. */
async function sealCorrection(
  services: Services,
  second: string | undefined,
  inspectionId: string,
): Promise<Saved> {
  const made = correction.value;
  if (made?.inspection_id !== inspectionId) {
    // The officer went elsewhere while its photos were on their way to disk; they are kept there.
    showToast(gettext("The correction was left before it was saved. Open it and save it again."));
    return "failed";
  }
  const lacking = obstacle(made);
  if (lacking) return lacking;
  await services.evidence.seal(await sealInput(services, made, second));
  problem.value = "";
  await refreshRecords(services);
  go(`shelf/${made.inspection_id}`);
  correction.value = undefined;
  await readNews(services);
  return sayKept(services);
}

function sayKept(services: Services): Saved {
  showToast(
    gettext("Saved on this phone (%(count)s waiting to upload).", {
      count: waiting(records.value),
    }),
  );
  services.scheduler.saved();
  return "saved";
}

async function explain(services: Services, error: unknown): Promise<Saved> {
  putBack();
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

/**
 * Seals what is on the screen, after photos on their way to disk. Answers what is missing, if anything is.
 * The screen is free for the next record at once; the record comes back when the phone does not keep it.
 */
export function save(services: Services): Promise<Saved> {
  const made = atHand.value;
  const isTouched = isOpen(made) || keeping.value > 0;
  if (saving) {
    // A second tap of the same save, unless the next record has been begun by now.
    if (!isTouched) return saving;
    return saving.then((result) => (result === "saved" ? save(services) : result));
  }
  const isSoon = services.clock.mono() - savedAt < DOUBLE_TAP_MS;
  if (isSoon && (wasCorrection || !isTouched)) return Promise.resolve("saved");
  if (!made) return Promise.resolve("failed");
  const lacking = obstacle(made);
  if (lacking) return Promise.resolve(lacking);
  return begin(services, made, pair.value);
}

function begin(services: Services, made: Draft, second: string | undefined): Promise<Saved> {
  const seal = made.corrects ? sealCorrection : sealNew;
  if (made.corrects) sealingCorrection.value = true;
  else takeAway(services, made);
  saving = settled()
    .then(() => inOrder(() => seal(services, second, made.inspection_id)))
    .catch((error: unknown) => explain(services, error))
    .then((result) => {
      if (result === "saved") {
        savedAt = services.clock.mono();
        wasCorrection = made.corrects !== undefined;
      }
      return result;
    })
    .finally(() => {
      saving = undefined;
      sealingCorrection.value = false;
    });
  return saving;
}
