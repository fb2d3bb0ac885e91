/** What was seen: six big chips from the law snapshot, none chosen beforehand; the sixth opens the rest. */
import { useState } from "preact/hooks";
import type { ViolationType } from "../domain/model";
import { Choice } from "../ui/choices";
import { gettext, pick } from "../ui/i18n";
import { Sheet } from "../ui/sheet";
import { change } from "./drafts";
import { useReporting } from "./reporting";
import { useServices } from "./services";
import { atHand, law } from "./state";

const CHIPS = 6;

/** The chips on the screen and those behind the last of them. */
export function splitTypes(types: ViolationType[]): [ViolationType[], ViolationType[]] {
  if (types.length <= CHIPS) return [types, []];
  return [types.slice(0, CHIPS - 1), types.slice(CHIPS - 1)];
}

function TypeChoice({ type, onChosen }: { type: ViolationType; onChosen?: () => void }) {
  const services = useServices();
  const reporting = useReporting();
  const option = { value: type.code, label: pick(type.name), testid: `type-${type.code}` };
  const choose = (code: string): void => {
    reporting(change(services, { type: code }));
    onChosen?.();
  };
  return (
    <Choice
      name="type"
      option={option}
      chosen={atHand.value?.type}
      onChoose={choose}
      describedBy="save-error"
    />
  );
}

function RestSheet({ rest, onClose }: { rest: ViolationType[]; onClose(): void }) {
  return (
    <Sheet title={gettext("More types")} onClose={onClose}>
      <fieldset class="rest">
        <legend class="unseen">{gettext("What you saw")}</legend>
        {rest.map((type) => (
          <TypeChoice key={type.code} type={type} onChosen={onClose} />
        ))}
      </fieldset>
      <button type="button" class="button" onClick={onClose}>
        {gettext("Close")}
      </button>
    </Sheet>
  );
}

function NoTypes() {
  return (
    <p class="panel hint">
      {gettext("The list of types is not on this phone yet. It comes with the next network.")}
    </p>
  );
}

export function Types() {
  const [open, setOpen] = useState(false);
  const [chips, rest] = splitTypes(law.value?.violation_types ?? []);
  const hidden = rest.find(({ code }) => code === atHand.value?.type);
  return (
    <fieldset class="types" id="types">
      <legend class="unseen">{gettext("What you saw")}</legend>
      {chips.length === 0 && <NoTypes />}
      {chips.map((type) => (
        <TypeChoice key={type.code} type={type} />
      ))}
      {rest.length > 0 && (
        <button
          type="button"
          class="button"
          aria-pressed={hidden !== undefined}
          aria-haspopup="dialog"
          data-testid="type-more"
          onClick={() => setOpen(true)}
        >
          {hidden ? pick(hidden.name) : gettext("More…")}
        </button>
      )}
      {open && <RestSheet rest={rest} onClose={() => setOpen(false)} />}
    </fieldset>
  );
}
