/** Each class of error in words: what happened, whether the evidence is safe, and the next step. */
import { TROUBLES, type Trouble, type Whereabouts } from "../../domain/trouble";
import { gettext } from "../../ui/i18n";

export interface TroubleWords {
  happened: string;
  safe: string;
  next: string;
}

const SAFE: Record<Whereabouts, () => string> = {
  on_phone: () => gettext("The evidence is safe on this phone."),
  on_server: () =>
    gettext("What was received stays with the server and its receipts on this phone."),
  photo_lost: () => gettext("This photo is lost; the record and its other photos are safe."),
  not_kept: () => gettext("What you just entered is not kept yet; everything earlier is safe."),
};

type Told = Omit<TroubleWords, "safe">;

const ON_THE_WAY: Record<
  | "no_network"
  | "other_answered"
  | "server_error"
  | "server_busy"
  | "server_full"
  | "garbled"
  | "starting_over",
  () => Told
> = {
  no_network: () => ({
    happened: gettext("The server did not answer."),
    next: gettext("Nothing to do: it is sent by itself with a network."),
  }),
  other_answered: () => ({
    happened: gettext(
      "Something else answered in the server's place, such as a Wi-Fi sign-in page.",
    ),
    next: gettext("Open the browser and sign in to the Wi-Fi, or use mobile data."),
  }),
  server_error: () => ({
    happened: gettext("The server made a mistake of its own."),
    next: gettext("Nothing to do: it is sent again. If it lasts for a day, tell the office."),
  }),
  server_busy: () => ({
    happened: gettext("The server is busy and said when to come again."),
    next: gettext("Nothing to do: it is sent again at that time."),
  }),
  server_full: () => ({
    happened: gettext("The server's disk is full; photos wait until the office made room."),
    next: gettext("Go on working. Tell the office that the server is full."),
  }),
  garbled: () => ({
    happened: gettext("What arrived was not what was sent; the server noticed and refused it."),
    next: gettext("Nothing to do: it is sent again."),
  }),
  starting_over: () => ({
    happened: gettext("The server lost track of this upload."),
    next: gettext("Nothing to do: it starts over by itself."),
  }),
};

const REFUSED: Record<
  "login" | "device_frozen" | "device_revoked" | "not_allowed" | "not_owner" | "refused",
  () => Told
> = {
  login: () => ({
    happened: gettext("Your sign-in has expired."),
    next: gettext("Sign in once with a network; uploading goes on by itself."),
  }),
  device_frozen: () => ({
    happened: gettext("The office has frozen this phone."),
    next: gettext("Go on recording. Call your squadron leader to have the phone released."),
  }),
  device_revoked: () => ({
    happened: gettext("The office has shut this phone out; it takes nothing from it any more."),
    next: gettext("Export the records and bring the file to your squadron leader."),
  }),
  not_allowed: () => ({
    happened: gettext("Your account may not send records."),
    next: gettext("Call your squadron leader to have the account put right."),
  }),
  not_owner: () => ({
    happened: gettext("The record was made before this phone was set up anew."),
    next: gettext("Export the records and bring the file to your squadron leader."),
  }),
  refused: () => ({
    happened: gettext("The server refused it three times for the same reason."),
    next: gettext("Export the records and show the file and this screen to your squadron leader."),
  }),
};

const ON_THE_PHONE: Record<
  | "photo_damaged"
  | "phone_fault"
  | "phone_full"
  | "phone_broken"
  | "log_rewritten"
  | "server_restored",
  () => Told
> = {
  photo_damaged: () => ({
    happened: gettext("The phone lost bytes of a photo."),
    next: gettext("Take the photo again in a new record if the scene is still there."),
  }),
  phone_fault: () => ({
    happened: gettext("The phone's storage failed while this was being sent."),
    next: gettext("Close the app and open it again. If it lasts, export the records."),
  }),
  phone_full: () => ({
    happened: gettext("The phone is full."),
    next: gettext("Delete videos or apps that are not needed, then save again."),
  }),
  phone_broken: () => ({
    happened: gettext("The phone's storage does not answer."),
    next: gettext("Close the app and open it again, then save again."),
  }),
  log_rewritten: () => ({
    happened: gettext("The server's log contradicts what this phone knew of it."),
    next: gettext("Call the office at once. Delete nothing on this phone."),
  }),
  server_restored: () => ({
    happened: gettext("The server was restored from a backup."),
    next: gettext("Nothing to do: what it lacks is sent again by itself."),
  }),
};

const TOLD: Record<Trouble, () => Told> = { ...ON_THE_WAY, ...REFUSED, ...ON_THE_PHONE };

export function troubleWords(trouble: Trouble): TroubleWords {
  return { ...TOLD[trouble](), safe: SAFE[TROUBLES[trouble].evidence]() };
}
