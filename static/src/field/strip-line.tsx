/** The status line over every screen, in words. */
import { minute } from "../ui/appearance";
import { gettext } from "../ui/i18n";
import { Icon } from "../ui/icon";
import { overdue, waiting } from "./records";
import { go } from "./routes";
import {
  browserOnline,
  burst,
  frozen,
  needsLogin,
  person,
  records,
  room,
  serverReached,
  sessionExpired,
  standing,
  storageTrouble,
} from "./state";
import { type Situation, type Strip as StripKind, stripOf } from "./strip";

interface StripText {
  icon: string;
  tone: string;
  text: string;
  /** Where a tap leads, and in which word. */
  to?: { path: "sign-in" | "safety"; label: string };
}

const toSignIn = () => ({ path: "sign-in" as const, label: gettext("Sign in") });
const toSafety = () => ({ path: "safety" as const, label: gettext("What to do") });

const WORDS: { [K in StripKind["kind"]]: (strip: Extract<StripKind, { kind: K }>) => StripText } = {
  storage: ({ text }) => ({ icon: "attention", tone: "danger", text }),
  login: ({ waiting: count }) => ({
    icon: "key",
    tone: "warn",
    text: gettext("Sign-in expired. Sign in to upload %(count)s", { count }),
    to: toSignIn(),
  }),
  session: () => ({
    icon: "key",
    tone: "warn",
    text: gettext("Sign-in expired. Recording and uploading go on."),
    to: toSignIn(),
  }),
  alarm: () => ({
    icon: "attention",
    tone: "danger",
    text: gettext("Tamper alarm: the server's log was changed"),
    to: toSafety(),
  }),
  device_frozen: () => ({
    icon: "attention",
    tone: "danger",
    text: gettext("The office has frozen this phone. Recording goes on."),
    to: toSafety(),
  }),
  device_revoked: () => ({
    icon: "attention",
    tone: "danger",
    text: gettext("The office has shut this phone out. Export the records."),
    to: toSafety(),
  }),
  overdue: ({ overdue: count }) => ({
    icon: "attention",
    tone: "danger",
    text: gettext("%(count)s records wait for more than 24 hours", { count }),
    to: toSafety(),
  }),
  space: ({ photos: count }) => ({
    icon: "attention",
    tone: "warn",
    text: gettext("Little room left: about %(count)s photos", { count }),
    to: toSafety(),
  }),
  frozen: ({ waiting: count }) => ({
    icon: "attention",
    tone: "danger",
    text: gettext(
      "The server takes nothing from you on this phone. %(count)s saved here; tell your leader.",
      { count },
    ),
  }),
  offline: ({ waiting: count }) => ({
    icon: "offline",
    tone: "warn",
    text:
      count > 0
        ? gettext("Offline · %(count)s saved on this phone", { count })
        : gettext("Offline · recording works as usual"),
  }),
  unreachable: ({ waiting: count }) => ({
    icon: "offline",
    tone: "warn",
    text:
      count > 0
        ? gettext("Server not reached · %(count)s saved on this phone", { count })
        : gettext("Server not reached · recording works as usual"),
  }),
  sending: ({ at, of }) => ({
    icon: "upload",
    tone: "info",
    text: gettext("Uploading %(at)s of %(of)s · no need to stay on this page", { at, of }),
  }),
  waiting: ({ waiting: count }) => ({
    icon: "saved",
    tone: "warn",
    text: gettext("%(count)s saved on this phone, waiting to upload", { count }),
  }),
};

function noticeNow(): Situation["notice"] {
  const { alarm, person: mine } = standing.value ?? {};
  if (alarm) return "alarm";
  const state = mine?.device_state;
  return state === "frozen" || state === "revoked" ? state : undefined;
}

function situation(): Situation {
  const { is, photos } = room.value;
  return {
    notice: noticeNow(),
    overdue: overdue(records.value, minute.value),
    photosLeft: is === "low" || is === "none" ? photos : undefined,
    browserOnline: browserOnline.value,
    serverReached: serverReached.value,
    needsLogin: needsLogin.value,
    frozen: frozen.value,
    storage: storageTrouble.value,
    sessionExpired: sessionExpired.value,
    waiting: waiting(records.value),
    burst: burst.value,
  };
}

export function Strip() {
  const strip = stripOf(situation());
  // Before anybody signed in there is nothing to keep or to send.
  if (!strip || !person.value) return null;
  const words = (WORDS[strip.kind] as (strip: StripKind) => StripText)(strip);
  const look = `strip tone-${words.tone}`;
  const { to } = words;
  if (to) {
    return (
      <button
        type="button"
        class={look}
        data-testid="strip"
        data-kind={strip.kind}
        onClick={() => go(to.path)}
      >
        <Icon name={words.icon} />
        <span>{words.text}</span>
        <span class="strip-go">{to.label}</span>
      </button>
    );
  }
  return (
    <div class={look} data-testid="strip" data-kind={strip.kind}>
      <Icon name={words.icon} />
      <span>{words.text}</span>
    </div>
  );
}
