/** The zones in words: the same facts as on the map, for eyes and ears that a map does not serve. */
import type { Fix } from "../domain/model";
import { minute } from "../ui/appearance";
import { gettext } from "../ui/i18n";
import { Icon } from "../ui/icon";
import { asList, chosenZone, kindShown } from "./map-state";
import { zones } from "./state";
import { factsOf, ofKind, sorted, type ZoneFacts } from "./zone-facts";
import { ZoneLines } from "./zone-sheet";

function kindMark({ zone, title }: ZoneFacts): string {
  return zone.kind === "day"
    ? gettext("Day %(code)s", { code: title })
    : gettext("Night %(code)s", { code: title });
}

function Row({ facts }: { facts: ZoneFacts }) {
  const { code, kind } = facts.zone;
  const onMap = (): void => {
    chosenZone.value = code;
    asList.value = false;
  };
  return (
    <li class="zone-row" data-testid="zone-row" data-zone={code}>
      <div class={`zone-row-text zone-row-${kind}`}>
        <h2>{kindMark(facts)}</h2>
        <ZoneLines facts={facts} />
      </div>
      <button
        type="button"
        class="button zone-on-map"
        aria-label={gettext("%(code)s on the map", { code })}
        onClick={onMap}
      >
        <Icon name="map" />
        <span>{gettext("Map")}</span>
      </button>
    </li>
  );
}

interface ZoneListProps {
  fix: Fix | undefined;
  onLocate(): void;
}

export function ZoneList({ fix, onLocate }: ZoneListProps) {
  const known = ofKind(zones.value?.zones ?? [], kindShown.value);
  const facts = sorted(known.map((zone) => factsOf(zone, fix, minute.value)));
  const count = facts.length;
  return (
    <div class="zone-list">
      <div class="zone-count">
        <p class="meta" role="status" data-testid="zone-count">
          {fix
            ? gettext("%(count)s zones, nearest first", { count })
            : gettext("%(count)s zones, by code", { count })}
        </p>
        <button type="button" class="button" data-testid="list-locate" onClick={onLocate}>
          <Icon name="locate" />
          {gettext("Locate me")}
        </button>
      </div>
      <ul>
        {facts.map((one) => (
          <Row key={one.zone.code} facts={one} />
        ))}
      </ul>
    </div>
  );
}
