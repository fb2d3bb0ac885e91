/** The shelf: how many records stand where, and each one's true state. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { minute } from "../ui/appearance";
import { shortTime } from "../ui/format";
import { gettext } from "../ui/i18n";
import { Icon } from "../ui/icon";
import { Picture } from "../ui/picture";
import { isOpen } from "./drafts";
import { outcomeName, reviewText, stateText, typeName } from "./labels";
import { Lazy } from "./lazy";
import { canUpload, countsOf, isWithServer, type RecordRow } from "./records";
import { ReturnedSection } from "./returned";
import { returnedRecords, reviewFor } from "./reviews";
import { useServices } from "./services";
import { corrections, draft, records } from "./state";

const PAGE = 50;

function Counts() {
  const { saved, received } = countsOf(records.value);
  const all: [string, number, string][] = [
    ["draft", (isOpen(draft.value) ? 1 : 0) + corrections.value.length, gettext("Draft")],
    ["saved", saved, gettext("Saved on this phone")],
    ["received", received, gettext("With the server")],
  ];
  return (
    <dl class="counts">
      {all.map(([code, count, label]) => (
        <div key={code}>
          <dt>{label}</dt>
          <dd data-testid={`count-${code}`}>{count}</dd>
        </div>
      ))}
    </dl>
  );
}

export function StatePill({ row }: { row: RecordRow }) {
  const { icon, tone, text } = stateText(row);
  const some = row.state === "sending" && row.photos.length > 0;
  return (
    <span class={`pill tone-${tone}`} data-testid="state-pill" data-state={row.state}>
      <Icon name={icon} />
      <span>
        {text}
        {some && ` (${row.photosReceived}/${row.photos.length})`}{" "}
        {isWithServer(row) && <span class="number">{row.receipt?.number}</span>}
      </span>
    </span>
  );
}

interface ReviewPillsProps {
  row: RecordRow;
  /** The words around it say already that it came back. */
  returnShown?: boolean;
}

/** What the desk says, once the server has the record; a return, and another version, whenever they are known. */
export function ReviewPills({ row, returnShown = false }: ReviewPillsProps) {
  const review = reviewFor(row);
  const isReturned = review.state === "returned";
  const { icon, tone, text } = reviewText(review);
  return (
    <>
      {(isReturned ? !returnShown : isWithServer(row)) && (
        <span class={`pill tone-${tone}`} data-testid="review-pill" data-state={review.state}>
          <Icon name={icon} />
          {text}
        </span>
      )}
      {review.conflict && (
        <span class="pill tone-warn" data-testid="conflict-pill">
          <Icon name="attention" />
          {gettext("Another version exists; your leader decides")}
        </span>
      )}
    </>
  );
}

export function recordTitle(row: RecordRow): string {
  const { type, verdict } = row.revision;
  const zone = verdict.place === "unknown" ? undefined : verdict.zone;
  if (!zone) return typeName(type);
  const place = verdict.place === "outside" ? gettext("near %(zone)s", { zone }) : zone;
  return `${typeName(type)} · ${place}`;
}

export function photoCount(row: RecordRow): string {
  return gettext("Photos: %(count)s", { count: row.revision.photos.length });
}

interface RowProps {
  row: RecordRow;
  children?: ComponentChildren;
}

/** Words for it are loaded only when there is something to say. */
function hasTrouble({ ops }: RecordRow): boolean {
  return ops.some((op) => op.state !== "received" && op.last_error !== "");
}

export function Row({ row, children }: RowProps) {
  const { captured_ms, outcome } = row.revision;
  const about = [shortTime(captured_ms, minute.value), outcomeName(outcome), photoCount(row)];
  return (
    <li>
      <a class="row" href={`#shelf/${row.inspection_id}`} data-testid="shelf-row">
        <span class="thumb">
          <Picture
            bytes={row.photos[0]?.thumbnail ?? new ArrayBuffer(0)}
            mime="image/jpeg"
            alt=""
          />
        </span>
        <span class="row-text">
          <b>{recordTitle(row)}</b>
          <span class="meta">{about.join(" · ")}</span>
          {children}
          <StatePill row={row} />
          {hasTrouble(row) && <Lazy quiet show={({ TroubleLine }) => <TroubleLine row={row} />} />}
          <ReviewPills row={row} returnShown={children !== undefined} />
        </span>
      </a>
    </li>
  );
}

function Empty() {
  return (
    <div class="empty">
      <Icon name="shelf" />
      <p>{gettext("No records yet. What you save lies here, sent or not.")}</p>
    </div>
  );
}

function Rows() {
  const [shown, setShown] = useState(PAGE);
  const returned = new Set(returnedRecords.value.map(({ row }) => row));
  const all = records.value.filter((row) => !returned.has(row));
  if (all.length === 0) return returnedRecords.value.length === 0 ? <Empty /> : null;
  return (
    <div class="rows">
      <ul>
        {all.slice(0, shown).map((row) => (
          <Row key={row.inspection_id} row={row} />
        ))}
      </ul>
      {all.length > shown && (
        <button
          type="button"
          class="button button-plain button-wide"
          onClick={() => setShown(shown + PAGE)}
        >
          {gettext("Older: %(count)s", { count: all.length - shown })}
        </button>
      )}
    </div>
  );
}

export function Shelf() {
  const { scheduler } = useServices();
  // Whoever looks wants to know now: a pass of sending ends with asking what is new.
  useEffect(() => scheduler.saved(), [scheduler]);
  return (
    <section class="shelf">
      <h1>{gettext("Shelf")}</h1>
      <a class="counts-link" href="#safety" data-testid="safety-open">
        <Counts />
        <span class="counts-more">
          <Icon name="shield" />
          {gettext("Is my shift safe?")}
        </span>
      </a>
      <ReturnedSection />
      <Rows />
      {canUpload(records.value) && (
        <div class="shelf-foot">
          <button
            type="button"
            class="button button-primary button-wide"
            data-testid="sync-now"
            onClick={() => scheduler.tapped()}
          >
            {gettext("Upload now")}
          </button>
        </div>
      )}
    </section>
  );
}
