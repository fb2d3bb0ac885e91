/** The facts of one zone: in the sheet over the map and in the list. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { gettext } from "../ui/i18n";
import { Icon } from "../ui/icon";
import { chosenZone } from "./map-state";
import { go } from "./routes";
import { zones } from "./state";
import { sharing, type ZoneFacts } from "./zone-facts";

function OpenPill({ facts }: { facts: ZoneFacts }) {
  return (
    <span class={`pill tone-${facts.open ? "ok" : "plain"}`} data-testid="zone-state">
      <Icon name={facts.open ? "clock" : "clock-off"} />
      {facts.state}
    </span>
  );
}

/** Everything about a zone but its name. */
export function ZoneLines({ facts }: { facts: ZoneFacts }) {
  const { zone, away, terms } = facts;
  const about = [zone.demo ? gettext("sample, not approved") : "", away];
  return (
    <>
      <span class="meta">{about.filter((text) => text !== "").join(" · ")}</span>
      <OpenPill facts={facts} />
      <span class="zone-more">{zone.location_text}</span>
      <span class="zone-more">{terms}</span>
    </>
  );
}

/** A day zone and a night market at one place: from each to the other. */
function SamePlace({ facts }: { facts: ZoneFacts }) {
  return (
    <>
      {sharing(facts.zone, zones.value?.zones ?? []).map(({ code, name }) => (
        <button
          key={code}
          type="button"
          class="button"
          data-testid="zone-same-place"
          onClick={() => {
            chosenZone.value = code;
          }}
        >
          {gettext("Same place: %(zone)s", { zone: `${code} ${name}` })}
        </button>
      ))}
    </>
  );
}

function useFocusOnChange(code: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  // Another zone is a new sheet to the reader.
  useEffect(() => heading.current?.focus({ preventScroll: true }), [code]);
  return heading;
}

interface ZoneSheetProps {
  facts: ZoneFacts;
  onClose(): void;
  children?: ComponentChildren;
}

/** Not a dialog: the map above it stays in use. Escape and the cross close it. */
export function ZoneSheet({ facts, onClose }: ZoneSheetProps) {
  const heading = useFocusOnChange(facts.zone.code);
  return (
    <section
      class="zone-sheet"
      aria-labelledby="zone-title"
      data-testid="zone-sheet"
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <div class="zone-head">
        <h2 id="zone-title" ref={heading} tabIndex={-1}>
          {facts.title}
        </h2>
        <button
          type="button"
          class="icon-button"
          aria-label={gettext("Close")}
          data-testid="zone-close"
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </div>
      <ZoneLines facts={facts} />
      <div class="zone-foot">
        <button
          type="button"
          class="button button-primary button-wide"
          data-testid="zone-record"
          onClick={() => go("capture")}
        >
          {gettext("Record here")}
        </button>
        <SamePlace facts={facts} />
      </div>
    </section>
  );
}
