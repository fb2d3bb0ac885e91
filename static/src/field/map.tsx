/** 地图: the vending zones on a road sketch or as a list, which are open now, and where the officer is. */
import { Choices } from "../ui/choices";
import { gettext } from "../ui/i18n";
import { Icon } from "../ui/icon";
import { locatingText, shownFix, useLocating } from "./locating";
import { asList, chosenZone, kindShown } from "./map-state";
import { useServices } from "./services";
import { zones } from "./state";
import type { KindShown } from "./zone-facts";
import { ZoneList } from "./zone-list";
import { DrawnMap } from "./zone-map";

function KindSwitch() {
  const kinds: [KindShown, string][] = [
    ["day", gettext("By day")],
    ["night", gettext("At night")],
    ["all", gettext("All")],
  ];
  const choose = (kind: KindShown): void => {
    const { kind: own } = zones.value?.zones.find(({ code }) => code === chosenZone.value) ?? {};
    if (kind !== "all" && own !== kind) chosenZone.value = undefined;
    kindShown.value = kind;
  };
  return (
    <Choices
      name="kind"
      legend={gettext("Which zones")}
      legendShown={false}
      class="segments"
      options={kinds.map(([value, label]) => ({ value, label, testid: `kind-${value}` }))}
      chosen={kindShown.value}
      onChoose={choose}
    />
  );
}

function ListToggle() {
  const list = asList.value;
  return (
    <button
      type="button"
      class="button map-toggle"
      data-testid="map-toggle"
      onClick={() => {
        asList.value = !list;
      }}
    >
      <Icon name={list ? "map" : "list"} />
      {list ? gettext("Map") : gettext("List")}
    </button>
  );
}

function NoZones() {
  return (
    <div class="empty">
      <Icon name="map" />
      <p>{gettext("No zones on this phone yet. They come with the next network.")}</p>
    </div>
  );
}

export function MapScreen() {
  const { locator } = useServices();
  const locate = useLocating();
  const fix = shownFix(locator.fixAt);
  const known = zones.value;
  return (
    <section
      class={asList.value ? "map-screen as-list" : "map-screen"}
      aria-label={gettext("Map")}
      onPointerDown={() => locator.touch()}
    >
      <h1 class="unseen">{gettext("Map")}</h1>
      <div class="map-top">
        <KindSwitch />
        <ListToggle />
      </div>
      <p class="map-said" role="status" data-testid="map-position">
        {locatingText(fix)}
      </p>
      {!known && <NoZones />}
      {known && asList.value && <ZoneList fix={fix} onLocate={locate} />}
      {known && !asList.value && <DrawnMap known={known} fix={fix} onLocate={locate} />}
    </section>
  );
}
