/** What surrounds every screen: the status strip, the tabs, the toast and the spoken line. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { gettext } from "../ui/i18n";
import { Icon } from "../ui/icon";
import { returnedRecords } from "./reviews";
import { type Route, route } from "./routes";
import { Strip } from "./strip-line";
import { spoken, toast } from "./toast";

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
