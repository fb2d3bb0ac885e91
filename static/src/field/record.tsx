/** One sealed record: its photos, both clocks, the fingerprints and the server's receipt. */
import { useState } from "preact/hooks";
import type { Op, SealedRevision } from "../domain/model";
import { exactTime, shortHash } from "../ui/format";
import { gettext } from "../ui/i18n";
import { Icon } from "../ui/icon";
import { Picture } from "../ui/picture";
import { officerName, outcomeName, safetyText } from "./labels";
import { Original } from "./original";
import type { RecordRow } from "./records";
import { ReturnedElsewhere, ReturnPanel } from "./returned";
import { returnedRecords } from "./reviews";
import { History } from "./revisions";
import { TroubleNotes } from "./safety/trouble-notes";
import { photoCount, ReviewPills, recordTitle, StatePill } from "./shelf";
import { person, records } from "./state";
import { accuracyText } from "./verdict";

function Photos({ row }: { row: RecordRow }) {
  const struck = new Map(row.revision.struck?.map(({ id, reason }) => [id, reason]));
  const [looking, setLooking] = useState<Op | undefined>(undefined);
  return (
    <div class="detail-part">
      <h2>{photoCount(row)}</h2>
      <div class="photos">
        {row.photos.map((op, index) => (
          <button
            key={op.op_key}
            type="button"
            class={struck.has(op.photo_id) ? "thumb thumb-struck" : "thumb"}
            aria-label={photoLabel(index + 1, struck.get(op.photo_id))}
            onClick={() => setLooking(op)}
          >
            <Picture bytes={op.thumbnail} mime="image/jpeg" alt="" />
            <span class="thumb-number">{index + 1}</span>
          </button>
        ))}
      </div>
      {looking && <Original op={looking} onClose={() => setLooking(undefined)} />}
    </div>
  );
}

function photoLabel(number: number, struck: string | undefined): string {
  return struck === undefined
    ? gettext("Photo %(number)s, original", { number })
    : gettext("Photo %(number)s, struck out: %(reason)s", { number, reason: struck });
}

export type Fact = [label: string, value: string];

function clockFact({ clock }: SealedRevision): Fact[] {
  const offset = clock.srv_offset_ms;
  if (offset === undefined) return [];
  const seconds = (Math.abs(offset) / 1000).toFixed(1);
  let text = gettext("Agrees with this phone");
  if (seconds !== "0.0") {
    text =
      offset > 0
        ? gettext("%(seconds)s s ahead of this phone", { seconds })
        : gettext("%(seconds)s s behind this phone", { seconds });
  }
  return [[gettext("Server clock"), text]];
}

function placeFact({ fix }: SealedRevision): Fact {
  const none = gettext("Without a position");
  if (!fix) return [gettext("Position"), none];
  const place = `${(fix.lat_e7 / 1e7).toFixed(6)}, ${(fix.lon_e7 / 1e7).toFixed(6)}`;
  return [gettext("Position"), `${place} · ${accuracyText(fix)}`];
}

export function factsOf(revision: SealedRevision): Fact[] {
  const names = revision.officers.map((id) => officerName(id, person.value));
  const facts: Fact[] = [
    [gettext("Outcome"), outcomeName(revision.outcome)],
    [gettext("Officers"), names.join(" · ")],
    [gettext("Taken, by this phone's clock"), exactTime(revision.captured_ms)],
    [gettext("Saved, by this phone's clock"), exactTime(revision.sealed_ms)],
    ...clockFact(revision),
    placeFact(revision),
  ];
  if (revision.note) facts.push([gettext("Note"), revision.note]);
  return facts;
}

export function Facts({ facts, hashed = false }: { facts: Fact[]; hashed?: boolean }) {
  return (
    <dl class="facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd class={hashed ? "hash" : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function ReceiptPart({ row }: { row: RecordRow }) {
  const { receipt } = row;
  if (!receipt) return null;
  const facts: Fact[] = [
    [gettext("Number"), receipt.number ?? "–"],
    [gettext("Received, by the server's clock"), exactTime(receipt.received_ms)],
    [gettext("Photos with a receipt"), `${row.photosReceived}/${row.photos.length}`],
  ];
  const conflict = receipt.status === "conflict_stored";
  return (
    <div class="detail-part" data-testid="receipt">
      <h2>{gettext("The server's receipt")}</h2>
      <Facts facts={facts} />
      {conflict && (
        <p class="panel">
          {gettext("The server has another version of this record. Both are kept for your leader.")}
        </p>
      )}
    </div>
  );
}

function Fingerprints({ row }: { row: RecordRow }) {
  const facts: Fact[] = [
    [gettext("Record"), shortHash(row.revisionOp.sha256)],
    ...row.photos.map(
      (op, index): Fact => [
        gettext("Photo %(number)s", { number: index + 1 }),
        shortHash(op.sha256),
      ],
    ),
  ];
  return (
    <div class="detail-part">
      <h2>{gettext("Fingerprints (SHA-256)")}</h2>
      <Facts facts={facts} hashed />
    </div>
  );
}

function Head({ title }: { title: string }) {
  return (
    <div class="detail-head">
      <a class="button button-plain" href="#shelf" aria-label={gettext("Back to the shelf")}>
        <Icon name="back" />
      </a>
      <h1>{title}</h1>
    </div>
  );
}

export function RecordDetail({ inspection_id }: { inspection_id: string }) {
  const row = records.value.find((one) => one.inspection_id === inspection_id);
  if (!row) {
    const elsewhere = returnedRecords.value.find(
      (one) => one.returned.inspection_id === inspection_id,
    );
    return (
      <section class="detail">
        <Head title={gettext("This record is not on this phone")} />
        {elsewhere && <ReturnedElsewhere returned={elsewhere.returned} />}
      </section>
    );
  }
  return (
    <section class="detail">
      <Head title={recordTitle(row)} />
      <div class="detail-part">
        <div class="pills">
          <StatePill row={row} />
          <ReviewPills row={row} />
        </div>
        <p>{safetyText(row)}</p>
        <TroubleNotes row={row} />
      </div>
      <ReturnPanel row={row} />
      <Photos row={row} />
      <div class="detail-part">
        <Facts facts={factsOf(row.revision)} />
      </div>
      <ReceiptPart row={row} />
      <History row={row} />
      <Fingerprints row={row} />
    </section>
  );
}
