/** What came back from the desk: on top of the shelf with the reasons, and in a record with the way to correct it. */
import type { Returned } from "../domain/changes";
import { minute } from "../ui/appearance";
import { exactTime, shortTime } from "../ui/format";
import { gettext } from "../ui/i18n";
import { Icon } from "../ui/icon";
import { canCorrect } from "./correcting";
import { reasonText } from "./labels";
import type { RecordRow } from "./records";
import { type ReturnedRecord, returnedRecords, reviewFor } from "./reviews";
import { Row } from "./shelf";
import { corrections } from "./state";

/** The reviewer's reasons, and the reviewer's own words below them. */
export function Reasons({ returned }: { returned: Returned }) {
  return (
    <span class="reasons">
      {returned.reasons.length > 0 && <span>{returned.reasons.map(reasonText).join(" · ")}</span>}
      {returned.text && <q>{returned.text}</q>}
    </span>
  );
}

/** A record of another phone: known by its number alone. */
function Elsewhere({ returned }: { returned: Returned }) {
  return (
    <li>
      <a class="row" href={`#shelf/${returned.inspection_id}`} data-testid="returned-elsewhere">
        <span class="thumb">
          <Icon name="no-preview" />
        </span>
        <span class="row-text">
          <b>{returned.number}</b>
          <span class="meta">
            {shortTime(returned.at_ms, minute.value)} · {gettext("Made on another phone")}
          </span>
          <Reasons returned={returned} />
        </span>
      </a>
    </li>
  );
}

function One({ returned, row }: ReturnedRecord) {
  if (!row) return <Elsewhere returned={returned} />;
  return (
    <Row row={row}>
      <Reasons returned={returned} />
    </Row>
  );
}

/** First on the shelf, for as long as something waits there. */
export function ReturnedSection() {
  const all = returnedRecords.value;
  if (all.length === 0) return null;
  return (
    <section class="returned" data-testid="returned" aria-labelledby="returned-title">
      <h2 id="returned-title">
        <Icon name="return" />
        {gettext("Returned for correction")}
        <span class="returned-count" data-testid="returned-count">
          {all.length}
        </span>
      </h2>
      <ul>
        {all.map((one) => (
          <One key={one.returned.inspection_id} {...one} />
        ))}
      </ul>
    </section>
  );
}

function ReturnWords({ returned }: { returned: Returned }) {
  const when = exactTime(returned.at_ms);
  return (
    <>
      <h2>{gettext("Returned for correction")}</h2>
      <Reasons returned={returned} />
      <p class="meta">
        {gettext("By %(name)s, %(time)s", { name: returned.by || "–", time: when })}
      </p>
    </>
  );
}

export function ReturnedElsewhere({ returned }: { returned: Returned }) {
  return (
    <div class="detail-part return-panel" data-testid="return-panel">
      <p>
        <b>{returned.number}</b>
      </p>
      <ReturnWords returned={returned} />
      <p data-testid="not-here">
        {gettext(
          "The returned version lies on another phone. Correct it there; if that phone is lost, tell your leader.",
        )}
      </p>
    </div>
  );
}

function CorrectButton({ row }: { row: RecordRow }) {
  const begun = corrections.value.includes(row.inspection_id);
  return (
    <a
      class="button button-primary button-wide"
      href={`#correct/${row.inspection_id}`}
      data-testid="correct"
    >
      <Icon name="note" />
      {begun ? gettext("Go on with the correction") : gettext("Correct it")}
    </a>
  );
}

/** In a record: why it came back, by whom and when, and the way to correct it where that is possible. */
export function ReturnPanel({ row }: { row: RecordRow }) {
  const { returned } = reviewFor(row);
  const isPossible = canCorrect(row.inspection_id);
  if (!returned && !isPossible) return null;
  return (
    <div class="detail-part return-panel" data-testid="return-panel">
      {returned && <ReturnWords returned={returned} />}
      {isPossible ? (
        <CorrectButton row={row} />
      ) : (
        <p data-testid="not-here">
          {gettext(
            "The returned version lies on another phone. Correct it there; if that phone is lost, tell your leader.",
          )}
        </p>
      )}
    </div>
  );
}
