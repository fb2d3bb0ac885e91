/** What surrounds every screen: the status strip, the tabs, the toast and the spoken line. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { minute } from "../ui/appearance";
import { gettext } from "../ui/i18n";
import { Icon } from "../ui/icon";
import { overdue, waiting } from "./records";
import { returnedRecords } from "./reviews";
import { go, type Route, route } from "./routes";
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
import { spoken, toast } from "./toast";

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

function Strip() {
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

interface TabProps {
  to: Route["name"];
  icon: string;
  label: string;
  /** How many things there wait for the officer. */
  count?: number;
}

/** Screens without a tab of their own, and whose they are. */
const PARENT: Partial<Record<Route["name"], Route["name"]>> = {
  record: "shelf",
  correct: "shelf",
  "self-test": "me",
  safety: "shelf",
};

function Tab({ to, icon, label, count = 0 }: TabProps) {
  const { name } = route.value;
  const here = PARENT[name] ?? name;
  return (
    <a
      class="tab"
      href={`#${to}`}
      aria-current={here === to ? "page" : undefined}
      data-testid={`tab-${to}`}
    >
      <Icon name={icon} />
      {label}
      {count > 0 && (
        <span class="tab-count" data-testid={`tab-${to}-count`}>
          {count}
          <span class="unseen">{gettext("to correct")}</span>
        </span>
      )}
    </a>
  );
}

function Tabs() {
  return (
    <nav class="tabs" aria-label={gettext("Parts of the app")}>
      <Tab to="capture" icon="camera" label={gettext("Record")} />
      <Tab to="map" icon="map" label={gettext("Map")} />
      <Tab to="shelf" icon="shelf" label={gettext("Shelf")} count={returnedRecords.value.length} />
      <Tab to="me" icon="person" label={gettext("Me")} />
    </nav>
  );
}

/** The region is always there: screen readers speak what changes in it. */
function Toast() {
  const message = toast.value;
  return (
    <div class="toast-place" role="status" aria-live="polite">
      {message && (
        <div key={message.id} class="toast" data-testid="toast">
          <Icon name={message.icon} />
          {message.text}
        </div>
      )}
    </div>
  );
}

function useFocusOnArrival() {
  const screen = useRef<HTMLElement>(null);
  const { name } = route.value;
  const arrived = useRef(name);
  useEffect(() => {
    if (arrived.current === name) return;
    arrived.current = name;
    toast.value = undefined;
    screen.current?.focus({ preventScroll: true });
    if (screen.current) screen.current.scrollTop = 0;
  }, [name]);
  return screen;
}

export function Frame({ tabs, children }: { tabs: boolean; children: ComponentChildren }) {
  const screen = useFocusOnArrival();
  return (
    <div class="frame">
      <Strip />
      <main ref={screen} class="screen" tabIndex={-1}>
        {children}
      </main>
      {tabs && <Tabs />}
      <Toast />
      <p class="unseen" role="status" aria-live="polite" data-testid="spoken">
        {spoken.value}
      </p>
    </div>
  );
}
