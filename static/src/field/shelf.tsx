/** The shelf: how many records stand where, and each one's true state. */
import { useState } from "preact/hooks";
import { minute } from "../ui/appearance";
import { shortTime } from "../ui/format";
import { gettext } from "../ui/i18n";
import { Icon } from "../ui/icon";
import { Picture } from "../ui/picture";
import { isOpen } from "./drafts";
import { outcomeName, stateText, typeName } from "./labels";
import { canUpload, countsOf, type RecordRow } from "./records";
import { useServices } from "./services";
import { draft, records } from "./state";

const PAGE = 50;

function Counts() {
  const { saved, received } = countsOf(records.value);
  const all: [string, number, string][] = [
    ["draft", isOpen(draft.value) ? 1 : 0, gettext("Draft")],
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
        {row.state === "received" && <span class="number">{row.receipt?.number}</span>}
      </span>
    </span>
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

function Row({ row }: { row: RecordRow }) {
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
          <StatePill row={row} />
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
  const all = records.value;
  if (all.length === 0) return <Empty />;
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
  return (
    <section class="shelf">
      <h1>{gettext("Shelf")}</h1>
      <Counts />
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
