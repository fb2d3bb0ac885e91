/** Choosing the second officer, once for the shift; every record carries the choice. */
import type { Person } from "../domain/model";
import { Choice, type Option } from "../ui/choices";
import { gettext } from "../ui/i18n";
import { Icon } from "../ui/icon";
import { useReporting } from "./reporting";
import { go } from "./routes";
import { useServices } from "./services";
import { choosePartner } from "./session";
import { lastPair, pair, roster } from "./state";

function roleText({ role, certified }: Person): string {
  if (role === "auxiliary") return gettext("Auxiliary");
  return certified ? gettext("Officer with certificate") : gettext("Officer without certificate");
}

/** Marks the choice of the shift before. */
function Before({ id }: { id: string }) {
  return lastPair.value === id ? <small>{gettext("Last time")}</small> : null;
}

function optionOf(one: Person): Option<string> {
  return {
    value: one.id,
    testid: `partner-${one.id}`,
    label: (
      <>
        {one.name}
        <small>{roleText(one)}</small>
        <Before id={one.id} />
      </>
    ),
  };
}

function aloneOption(): Option<string> {
  return {
    value: "",
    testid: "partner-alone",
    label: (
      <>
        {gettext("Alone")}
        <small>{gettext("Persuasion only; a penalty needs two officers")}</small>
        <Before id="" />
      </>
    ),
  };
}

/** Everybody of the squadron and nobody; the choice of the shift before comes first. */
function choices(): Option<string>[] {
  const options = [...(roster.value?.people ?? []).map(optionOf), aloneOption()];
  const isLast = ({ value }: Option<string>): boolean => value === lastPair.value;
  return [...options.filter(isLast), ...options.filter((option) => !isLast(option))];
}

export function Partner() {
  const services = useServices();
  const reporting = useReporting();
  const choose = (id: string): void => {
    reporting(choosePartner(services, id).then(() => go("capture")));
  };
  return (
    <div class="form">
      <h1>{gettext("Who patrols with you?")}</h1>
      <p class="hint">
        {gettext("The choice goes into every record of this shift. You can change it.")}
      </p>
      <fieldset>
        <legend class="unseen">{gettext("Partner")}</legend>
        <div class="people">
          {choices().map((option) => (
            <Choice
              key={option.value}
              name="partner"
              option={option}
              chosen={pair.value}
              onChoose={choose}
            />
          ))}
        </div>
      </fieldset>
      {pair.value !== undefined && (
        <button
          type="button"
          class="button button-primary"
          data-testid="partner-done"
          onClick={() => go("capture")}
        >
          <Icon name="camera" />
          {gettext("Go on recording")}
        </button>
      )}
    </div>
  );
}
