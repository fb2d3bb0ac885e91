/** Words for codes: types and outcomes from the law snapshot, states of a record from the glossary. */
import type { Review } from "../domain/review";
import { gettext, pick } from "../ui/i18n";
import type { RecordRow } from "./records";
import { law, roster } from "./state";

/** The code itself where this phone's law does not know it: a record keeps its code for ever. */
export function typeName(code: string): string {
  const type = law.value?.violation_types.find((known) => known.code === code);
  return type ? pick(type.name) : code;
}

export function outcomeName(code: string): string {
  const outcome = law.value?.outcomes.find((known) => known.code === code);
  return outcome ? pick(outcome.name) : code;
}

export interface StateText {
  icon: "saved" | "upload" | "received" | "attention" | "damaged";
  tone: "ok" | "warn" | "danger" | "info";
  text: string;
}

/** The state of a record as icon and word. The tick belongs to the receipt alone. */
export function stateText(row: RecordRow): StateText {
  switch (row.state) {
    case "received":
      return { icon: "received", tone: "ok", text: gettext("With the server") };
    case "backed_up":
      return { icon: "received", tone: "ok", text: gettext("Backed up") };
    case "sending": {
      const { percent } = row;
      return {
        icon: "upload",
        tone: "info",
        text: gettext("Uploading %(percent)s%%", { percent }),
      };
    }
    case "quarantined":
      return { icon: "attention", tone: "danger", text: gettext("Needs attention") };
    case "damaged":
      return { icon: "damaged", tone: "danger", text: gettext("Photo damaged") };
    default:
      return { icon: "saved", tone: "warn", text: gettext("Saved on this phone") };
  }
}

const REASONS: Record<string, () => string> = {
  photo_unclear: () => gettext("Photo unclear"),
  overview_missing: () => gettext("Overview photo missing"),
  recheck_photo_missing: () => gettext("Recheck photo missing"),
  type_wrong: () => gettext("Wrong type"),
  position_doubtful: () => gettext("Position doubtful"),
  other: () => gettext("Other"),
};

/** A reason of the desk in words; the code itself when it is newer than this app. */
export function reasonText(code: string): string {
  return REASONS[code]?.() ?? code;
}

/** Where a record stands with the desk. The tick stays the receipt's own. */
export function reviewText({ state }: Review): Omit<StateText, "icon"> & { icon: string } {
  if (state === "returned") {
    return { icon: "return", tone: "danger", text: gettext("Returned for correction") };
  }
  if (state === "approved") return { icon: "approved", tone: "ok", text: gettext("Approved") };
  return { icon: "clock", tone: "info", text: gettext("Awaiting review") };
}

/** What the state means for the record's safety, and the next step. */
export function safetyText(row: RecordRow): string {
  switch (row.state) {
    case "received":
      return gettext("The server has it. Fingerprints of %(count)s photos agree.", {
        count: row.photos.length,
      });
    case "backed_up":
      return gettext("The server has it, and a verified backup of the server has it too.");
    case "quarantined":
      return gettext("The server did not take it. It stays on this phone; show it to your leader.");
    case "damaged":
      return row.holesTold
        ? gettext("The phone lost bytes of a photo. The server knows, and goes on without it.")
        : gettext("The phone lost bytes of a photo. The rest stays; tell your leader.");
    default:
      return gettext("Safe on this phone. It uploads by itself with a network.");
  }
}

export function officerName(id: string, own: { id: string; name: string } | undefined): string {
  if (own?.id === id) return own.name;
  return roster.value?.people.find((one) => one.id === id)?.name ?? `#${id}`;
}
