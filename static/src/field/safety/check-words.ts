/** What each outcome of the self-test means, and the next step, in plain words. */
import type { Grade, Outcome } from "../../device/checks";
import { gettext } from "../../ui/i18n";

/** The server's checks have no probe in the phone: hello answers for them. */
export type ServerOutcome =
  | `server/${"reached" | "silent"}`
  | `clock/${"right" | "off" | "unknown"}`
  | `version/${"current" | "older" | "unknown"}`;

export interface Line {
  outcome: Outcome | ServerOutcome;
  grade: Grade;
  value?: number;
}

type NameOf<T> = T extends `${infer Name}/${string}` ? Name : never;
export type LineName = NameOf<Line["outcome"]>;

export interface Words {
  text: string;
  /** Empty when there is nothing to do. */
  next: string;
}

const TITLES: Record<LineName, () => string> = {
  records: () => gettext("Keeping records"),
  window: () => gettext("This window"),
  persisted: () => gettext("Promise to keep them"),
  space: () => gettext("Free space"),
  camera: () => gettext("Camera"),
  position: () => gettext("Position"),
  offline: () => gettext("Work without a network"),
  browser: () => gettext("Browser"),
  server: () => gettext("Server"),
  clock: () => gettext("Clock"),
  version: () => gettext("App version"),
};

export function nameOf({ outcome }: Line): LineName {
  return outcome.split("/")[0] as LineName;
}

export function lineTitle(line: Line): string {
  return TITLES[nameOf(line)]();
}

export function gradeText(grade: Grade): string {
  if (grade === "ok") return gettext("In order");
  return grade === "degraded" ? gettext("Works with limits") : gettext("Does not work");
}

function inWords(mb: number): string {
  return mb < 1000 ? `${mb} MB` : `${(mb / 1000).toFixed(1)} GB`;
}

type Wording = (value: number) => Words;

const PRIVATE = (): Words => ({
  text: gettext(
    "A private window cannot be used to record evidence: closing it deletes everything.",
  ),
  next: gettext("Open the app in an ordinary window of the browser, or from the home screen."),
});
const USE_BROWSER = (): string =>
  gettext('Open this page in the phone\'s own browser: menu, then "Open in browser".');
const ALLOW_IN_SETTINGS = (): string =>
  gettext("Allow it for this site in the browser's settings, then check again.");
const ASKED_LATER = (): Words => ({
  text: gettext("Not allowed yet: the phone asks at first use."),
  next: gettext('Tap "Try camera and position" and allow both.'),
});

type Part<Names extends string> = Extract<Line["outcome"], `${Names}/${string}`>;

const STORAGE: Record<Part<"records" | "window" | "persisted" | "space">, Wording> = {
  "records/kept": (ms) => ({
    text: gettext("A photo's worth of data was written, read back and compared in %(ms)s ms.", {
      ms,
    }),
    next: "",
  }),
  "records/slow": (ms) => ({
    text: gettext("It keeps what it is given, but slowly: %(ms)s ms for one photo.", { ms }),
    next: gettext("Close other apps and free some space; wait for the thumbnail after each photo."),
  }),
  "records/altered": () => ({
    text: gettext("What was read back is not what was written."),
    next: gettext("Do not record with this phone. Tell your leader."),
  }),
  "records/refused": PRIVATE,
  "records/missing": () => ({
    text: gettext("This browser keeps nothing."),
    next: USE_BROWSER(),
  }),
  "window/keys": () => ({ text: gettext("An ordinary window that keeps keys."), next: "" }),
  "window/no_keys": () => ({
    text: gettext("It keeps records but no keys: records go without this phone's signature."),
    next: gettext("Go on working. Should this be a private window, open an ordinary one."),
  }),
  "window/private": PRIVATE,
  "window/no_crypto": () => ({
    text: gettext("The page was not opened over a secure connection (https)."),
    next: gettext("Open the address that your office gave you, beginning with https."),
  }),
  "persisted/promised": () => ({
    text: gettext("The phone promised to keep this app's records."),
    next: "",
  }),
  "persisted/may_clear": () => ({
    text: gettext("The phone may clear records when space runs out."),
    next: gettext("Add the app to the home screen, and upload before the end of each shift."),
  }),
  "space/enough": (mb) => ({
    text: gettext("%(space)s free for this app.", { space: inWords(mb) }),
    next: "",
  }),
  "space/low": (mb) => ({
    text: gettext("Only %(mb)s MB free, about %(photos)s photos.", {
      mb,
      photos: Math.max(0, mb - 50),
    }),
    next: gettext("Upload, then delete videos or apps that are not needed."),
  }),
  "space/none": (mb) => ({
    text: gettext("Only %(mb)s MB free: no photo can be kept safely.", { mb }),
    next: gettext("Delete videos or apps that are not needed before you record."),
  }),
  "space/refused": () => ({
    text: gettext("A trial of a few photos' worth of data did not fit: the phone is full."),
    next: gettext("Delete videos or apps that are not needed before you record."),
  }),
  "space/unknown": () => ({
    text: gettext("The browser does not say how much space is left."),
    next: gettext("Look at the storage page of the phone's settings once a week."),
  }),
};

const SENSES: Record<Part<"camera" | "position">, Wording> = {
  "camera/granted": () => ({ text: gettext("The camera in the app may be used."), next: "" }),
  "camera/prompt": ASKED_LATER,
  "camera/unknown": ASKED_LATER,
  "camera/denied": () => ({
    text: gettext("The camera is refused; the phone's own camera app still works."),
    next: ALLOW_IN_SETTINGS(),
  }),
  "camera/missing": () => ({
    text: gettext("No camera for the app; the phone's own camera app may still work."),
    next: gettext('Take a photo on the record screen with "Camera app" to make sure.'),
  }),
  "position/granted": () => ({ text: gettext("The position may be used."), next: "" }),
  "position/prompt": ASKED_LATER,
  "position/unknown": ASKED_LATER,
  "position/denied": () => ({
    text: gettext("The position is refused: records would lie without a place."),
    next: ALLOW_IN_SETTINGS(),
  }),
  "position/missing": () => ({
    text: gettext("This browser knows no position."),
    next: USE_BROWSER(),
  }),
};

const SURROUNDINGS: Record<Part<"offline" | "browser"> | ServerOutcome, Wording> = {
  "offline/kept": () => ({ text: gettext("The app lies on this phone."), next: "" }),
  "offline/not_yet": () => ({
    text: gettext("The app is not kept on this phone yet."),
    next: gettext("Leave it open with a network for a minute, then check again."),
  }),
  "offline/missing": () => ({
    text: gettext("This browser cannot start the app without a network."),
    next: USE_BROWSER(),
  }),
  "browser/installed": () => ({ text: gettext("Opened from the home screen."), next: "" }),
  "browser/tab": () => ({ text: gettext("A browser that the app was made for."), next: "" }),
  "browser/ios_tab": () => ({
    text: gettext("An iPhone clears pages that were not opened for seven days."),
    next: gettext('Tap Share, then "Add to Home Screen", and always open the app from there.'),
  }),
  "browser/arkweb": () => ({
    text: gettext("A HarmonyOS browser: most parts work, not every model was tried."),
    next: gettext("Should another line here be red, use another browser on this phone."),
  }),
  "browser/inside_app": () => ({
    text: gettext("This is a window inside WeChat or another app; it may clear records."),
    next: USE_BROWSER(),
  }),
  "server/reached": (ms) => ({ text: gettext("Answered in %(ms)s ms.", { ms }), next: "" }),
  "server/silent": () => ({
    text: gettext("No answer. Recording works without it."),
    next: gettext("Check the network; sign in to the Wi-Fi if it asks. Then check again."),
  }),
  "clock/right": () => ({ text: gettext("Agrees with the server's clock."), next: "" }),
  "clock/off": (seconds) => ({
    text: gettext("%(seconds)s seconds away from the server's clock.", { seconds }),
    next: gettext("Set the phone's time to automatic. Records carry both times."),
  }),
  "clock/unknown": () => ({
    text: gettext("Cannot be compared without the server."),
    next: gettext("Check again with a network."),
  }),
  "version/current": () => ({ text: gettext("The newest version."), next: "" }),
  "version/older": () => ({
    text: gettext("A newer version is there; this one still works."),
    next: gettext("Finish the record at hand, then open the app again with a network."),
  }),
  "version/unknown": () => ({ text: gettext("Cannot be compared without the server."), next: "" }),
};

export const WORDINGS: Record<Line["outcome"], Wording> = {
  ...STORAGE,
  ...SENSES,
  ...SURROUNDINGS,
};

export function wordsOf({ outcome, value }: Line): Words {
  return WORDINGS[outcome](value ?? 0);
}
