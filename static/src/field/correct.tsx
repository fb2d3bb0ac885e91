/** 补正: the capture screen on a record that came back, its earlier photos above the new ones. */
import { useEffect, useState } from "preact/hooks";
import type { Op } from "../domain/model";
import { gettext } from "../ui/i18n";
import { Icon } from "../ui/icon";
import { Picture } from "../ui/picture";
import { Capture } from "./capture";
import {
  closeCorrection,
  corrected,
  earlierPhotos,
  openCorrection,
  restore,
  strike,
} from "./correcting";
import { Original } from "./original";
import { useReporting } from "./reporting";
import { Reasons } from "./returned";
import { reviewFor } from "./reviews";
import { useServices } from "./services";
import { atHand, correction, records } from "./state";

const LONGEST_REASON = 200;

function CorrectionHead({ inspection_id }: { inspection_id: string }) {
  const row = records.value.find((one) => one.inspection_id === inspection_id);
  const { returned } = row ? reviewFor(row) : {};
  const number = returned?.number ?? corrected.value?.receipt?.number ?? "";
  return (
    <div class="correction-head tone-danger" data-testid="correction-head">
      <a class="button button-plain" href={`#shelf/${inspection_id}`} aria-label={gettext("Back")}>
        <Icon name="back" />
      </a>
      <div>
        <h1>{gettext("Correcting %(number)s", { number })}</h1>
        {returned && <Reasons returned={returned} />}
      </div>
    </div>
  );
}

function reasonOf(photoId: string): string | undefined {
  return atHand.value?.struck?.find(({ id }) => id === photoId)?.reason;
}

function UsualReasons({ onChoose }: { onChoose(reason: string): void }) {
  const usual = [gettext("Not clear"), gettext("Wrong subject"), gettext("Not of this place")];
  return (
    <div class="usual">
      {usual.map((words) => (
        <button key={words} type="button" class="button" onClick={() => onChoose(words)}>
          {words}
        </button>
      ))}
    </div>
  );
}

function StrikeForm({ op, onClose }: { op: Op; onClose(): void }) {
  const services = useServices();
  const reporting = useReporting();
  const [reason, setReason] = useState("");
  const done = (): void => {
    reporting(strike(services, op.photo_id, reason.trim()));
    onClose();
  };
  return (
    <>
      <label class="field">
        <span>{gettext("Why it should not count")}</span>
        <input
          class="input"
          maxLength={LONGEST_REASON}
          value={reason}
          data-testid="strike-reason"
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <UsualReasons onChoose={setReason} />
      <p class="hint">{gettext("The photo stays in the record, marked with the reason.")}</p>
      <div class="sheet-foot">
        <button
          type="button"
          class="button button-danger"
          disabled={reason.trim() === ""}
          data-testid="strike"
          onClick={done}
        >
          {gettext("Strike out")}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {gettext("Leave it")}
        </button>
      </div>
    </>
  );
}

function Struck({ op, reason, onClose }: { op: Op; reason: string; onClose(): void }) {
  const services = useServices();
  const reporting = useReporting();
  const done = (): void => {
    reporting(restore(services, op.photo_id));
    onClose();
  };
  return (
    <>
      <p>{gettext("Struck out: %(reason)s", { reason })}</p>
      <div class="sheet-foot">
        <button type="button" class="button" data-testid="restore" onClick={done}>
          {gettext("Restore")}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {gettext("Close")}
        </button>
      </div>
    </>
  );
}

function EarlierPhotos() {
  const [looking, setLooking] = useState<Op | undefined>(undefined);
  const photos = earlierPhotos();
  const close = (): void => setLooking(undefined);
  const struck = looking && reasonOf(looking.photo_id);
  if (photos.length === 0) return null;
  return (
    <div class="earlier">
      <p class="meta">{gettext("Photos of the returned version: kept; tap to strike out")}</p>
      <div class="rail">
        {photos.map((op, index) => (
          <EarlierPhoto key={op.op_key} op={op} number={index + 1} onOpen={() => setLooking(op)} />
        ))}
      </div>
      {looking && (
        <Original op={looking} onClose={close}>
          {struck === undefined ? (
            <StrikeForm op={looking} onClose={close} />
          ) : (
            <Struck op={looking} reason={struck} onClose={close} />
          )}
        </Original>
      )}
    </div>
  );
}

function EarlierPhoto({ op, number, onOpen }: { op: Op; number: number; onOpen(): void }) {
  const reason = reasonOf(op.photo_id);
  const label =
    reason === undefined
      ? gettext("Photo %(number)s, look at it or strike it out", { number })
      : gettext("Photo %(number)s, struck out: %(reason)s", { number, reason });
  return (
    <button
      type="button"
      class={reason === undefined ? "thumb" : "thumb thumb-struck"}
      data-testid="earlier-photo"
      aria-label={label}
      onClick={onOpen}
    >
      <Picture bytes={op.thumbnail} mime="image/jpeg" alt="" />
      <span class="thumb-number">{number}</span>
    </button>
  );
}

function NotHere({ inspection_id }: { inspection_id: string }) {
  return (
    <section class="detail">
      <div class="detail-head">
        <a
          class="button button-plain"
          href={`#shelf/${inspection_id}`}
          aria-label={gettext("Back")}
        >
          <Icon name="back" />
        </a>
        <h1>{gettext("Nothing to correct here")}</h1>
      </div>
      <div class="detail-part">
        <p>
          {gettext(
            "The record was corrected already, or its returned version lies on another phone.",
          )}
        </p>
      </div>
    </section>
  );
}

export function Correct({ inspection_id }: { inspection_id: string }) {
  const services = useServices();
  const reporting = useReporting();
  const [looked, setLooked] = useState(false);
  useEffect(() => {
    reporting(openCorrection(services, inspection_id).finally(() => setLooked(true)));
    return () => void closeCorrection(services);
  }, [services, inspection_id]);
  if (correction.value?.inspection_id === inspection_id) {
    return (
      <Capture
        head={<CorrectionHead inspection_id={inspection_id} />}
        earlier={<EarlierPhotos />}
      />
    );
  }
  return looked ? <NotHere inspection_id={inspection_id} /> : null;
}
