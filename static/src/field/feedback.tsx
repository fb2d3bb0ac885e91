/** 意见反馈: a few words to those who run the app. Kept and sent like a record, so it needs no network. */
import { useState } from "preact/hooks";
import { LONGEST_SUGGESTION } from "../domain/facts";
import { clockBlock } from "../domain/revision";
import { minute } from "../ui/appearance";
import { shortTime } from "../ui/format";
import { gettext } from "../ui/i18n";
import type { Suggestion } from "./records";
import { type Services, useServices } from "./services";
import { refreshRecords } from "./shelf-state";
import { person, suggestions } from "./state";
import { storageText } from "./storage-text";
import { showToast } from "./toast";

/** How many of one's own are shown. */
const SHOWN = 3;

export async function suggest(services: Services, text: string): Promise<void> {
  const who = person.value;
  if (!who) return;
  const { clock, evidence, keys, newId, scheduler } = services;
  const [{ device_id }, server] = await Promise.all([keys.device(), evidence.serverClock()]);
  const sealed_ms = clock.wall();
  const now = { wall_ms: sealed_ms, mono_ms: clock.mono(), boot_id: clock.boot_id };
  await evidence.sealFact({
    id: newId(),
    person_id: who.id,
    device_id,
    body: { kind: "suggestion", text },
    rev: 0,
    clock: clockBlock(now, server),
    sealed_ms,
  });
  await refreshRecords(services);
  scheduler.saved();
}

function Sent({ one }: { one: Suggestion }) {
  const state = one.received ? gettext("With the server") : gettext("Saved on this phone");
  return (
    <li data-testid="suggestion">
      <p>{one.text}</p>
      <p class="meta">
        {shortTime(one.sealed_ms, minute.value)} · {state}
      </p>
    </li>
  );
}

function useWriting() {
  const services = useServices();
  const [text, setText] = useState("");
  const [trouble, setTrouble] = useState("");
  const send = (event: Event): void => {
    event.preventDefault();
    const words = text.trim();
    if (words === "") return;
    setText("");
    setTrouble("");
    suggest(services, words).then(
      () => showToast(gettext("Saved on this phone. Thank you.")),
      (error: unknown) => {
        setText(words);
        setTrouble(storageText(error));
      },
    );
  };
  return { text, setText, trouble, send };
}

export function Feedback() {
  const { text, setText, trouble, send } = useWriting();
  const isEmpty = text.trim() === "";
  return (
    <form class="group" onSubmit={send}>
      <h2 id="feedback">{gettext("Feedback")}</h2>
      <textarea
        class="input feedback"
        maxLength={LONGEST_SUGGESTION}
        aria-labelledby="feedback"
        placeholder={gettext("What should be better? Works without a network.")}
        value={text}
        data-testid="feedback"
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {trouble && (
        <p class="error" role="alert">
          {trouble}
        </p>
      )}
      <button type="submit" class="button" disabled={isEmpty} data-testid="feedback-send">
        {gettext("Send")}
      </button>
      {suggestions.value.length > 0 && (
        <ul class="suggestions">
          {suggestions.value.slice(0, SHOWN).map((one) => (
            <Sent key={one.id} one={one} />
          ))}
        </ul>
      )}
    </form>
  );
}
