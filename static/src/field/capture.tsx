/** The capture screen: viewfinder above; photos, type, outcome, note and 保存 under the thumb. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Choices } from "../ui/choices";
import { gettext, pick } from "../ui/i18n";
import { Icon } from "../ui/icon";
import { change } from "./drafts";
import { askToPersist } from "./persisting";
import { watchPosition } from "./position";
import { useReporting } from "./reporting";
import { save } from "./saving";
import { useServices } from "./services";
import { Shots } from "./shots";
import { atHand, law, persisted, problem } from "./state";
import { Types } from "./types";
import { Viewfinder } from "./viewfinder";

const LONGEST_NOTE = 1000;

function Outcomes() {
  const services = useServices();
  const reporting = useReporting();
  const options = (law.value?.outcomes ?? []).map(({ code, name }) => ({
    value: code,
    label: pick(name),
    testid: `outcome-${code}`,
  }));
  return (
    <div class="outcomes">
      <Choices
        name="outcome"
        legend={gettext("What came of it")}
        legendShown={false}
        class={options.length > 4 ? "rest" : "segments"}
        options={options}
        chosen={atHand.value?.outcome}
        onChoose={(outcome) => reporting(change(services, { outcome }))}
      />
    </div>
  );
}

function Note({ focused, onClose }: { focused: boolean; onClose(): void }) {
  const services = useServices();
  const reporting = useReporting();
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (focused) box.current?.focus();
  }, [focused]);
  const leave = (): void => {
    if (!atHand.value?.note) onClose();
  };
  return (
    <div class="note-box">
      <textarea
        ref={box}
        class="input"
        maxLength={LONGEST_NOTE}
        aria-label={gettext("Note")}
        placeholder={gettext("Only what the photos do not show")}
        data-testid="note"
        value={atHand.value?.note ?? ""}
        onInput={(event) => reporting(change(services, { note: event.currentTarget.value }))}
        onBlur={leave}
      />
    </div>
  );
}

function Problem() {
  const text = problem.value;
  return (
    <div id="save-error" role="alert" data-testid="save-error">
      {text && (
        <p class="save-error error">
          <Icon name="attention" />
          {text}
        </p>
      )}
    </div>
  );
}

function focusMissing(what: "photo" | "type"): void {
  const first = "#types input, #types button";
  document.querySelector<HTMLElement>(what === "photo" ? "#shutter" : first)?.focus();
}

interface SaveRowProps {
  label: string;
  noteOpen: boolean;
  onNote(): void;
}

function SaveRow({ label, noteOpen, onNote }: SaveRowProps) {
  const services = useServices();
  const press = async (): Promise<void> => {
    const result = await save(services);
    if (result === "photo" || result === "type") focusMissing(result);
    if (result === "saved" && !persisted.value) await askToPersist();
  };
  return (
    <div class="save-row">
      <button
        type="button"
        class="button"
        aria-expanded={noteOpen}
        data-testid="note-open"
        onClick={onNote}
      >
        <Icon name="note" />
        {gettext("Note")}
      </button>
      <button
        type="button"
        class="button button-primary"
        data-testid="save"
        onClick={() => void press()}
      >
        {label}
      </button>
    </div>
  );
}

interface CaptureProps {
  /** What a correction shows above the viewfinder and above the new photos. */
  head?: ComponentChildren;
  earlier?: ComponentChildren;
}

export function Capture({ head, earlier }: CaptureProps) {
  const services = useServices();
  const [flash, setFlash] = useState(0);
  const [asked, setAsked] = useState(false);
  const inspection = atHand.value?.inspection_id;
  useEffect(() => watchPosition(services), [services]);
  useEffect(() => setAsked(false), [inspection]);
  const noteOpen = asked || Boolean(atHand.value?.note);
  // Somebody is at work: the receiver, which rests after a minute, starts again.
  const wake = (): void => services.locator.start();
  return (
    <section
      class={head ? "capture correcting" : "capture"}
      aria-label={gettext("Record")}
      onPointerDown={wake}
    >
      {head ?? <h1 class="unseen">{gettext("Record")}</h1>}
      <Viewfinder flash={flash} />
      {earlier}
      <Shots onShot={() => setFlash(flash + 1)} />
      <Types />
      <Outcomes />
      {noteOpen && <Note focused={asked} onClose={() => setAsked(false)} />}
      <Problem />
      <SaveRow
        label={head ? gettext("Save correction") : gettext("Save")}
        noteOpen={noteOpen}
        onNote={() => setAsked(!asked)}
      />
    </section>
  );
}
