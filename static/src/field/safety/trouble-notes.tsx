/** What keeps a record from the server, for its row on the shelf and for its own screen. */
import { TROUBLES, type Trouble, troubleOf } from "../../domain/trouble";
import { gettext } from "../../ui/i18n";
import type { RecordRow } from "../records";
import { troubleWords } from "./trouble-words";

interface Found {
  trouble: Trouble;
  /** Numbers of the photos, from 1; empty when it is the record itself. */
  photos: number[];
  /** The server's own words, for whoever is called. */
  said: string;
}

/** The troubles of a record, each once, with the photos that it concerns. */
export function troublesOf(row: RecordRow): Found[] {
  const found = new Map<Trouble, Found>();
  for (const op of row.ops) {
    const trouble = troubleOf(op);
    if (trouble === undefined) continue;
    const known = found.get(trouble) ?? { trouble, photos: [], said: op.last_error };
    const number = row.photos.indexOf(op) + 1;
    if (number > 0) known.photos.push(number);
    found.set(trouble, known);
  }
  return Array.from(found.values());
}

/** One short line on the shelf. */
export function TroubleLine({ row }: { row: RecordRow }) {
  const [first] = troublesOf(row);
  if (!first) return null;
  return (
    <span class="meta" data-testid="trouble-line">
      {troubleWords(first.trouble).happened}
    </span>
  );
}

export function TroubleNote({
  trouble,
  photos = [],
  said = "",
}: Partial<Found> & Pick<Found, "trouble">) {
  const { happened, safe, next } = troubleWords(trouble);
  const which = photos.map((number) => gettext("Photo %(number)s", { number })).join(", ");
  return (
    <div class="panel trouble-note" data-testid="trouble" data-trouble={trouble}>
      <p>
        <b>{which ? `${which}: ${happened}` : happened}</b>
      </p>
      <p>{safe}</p>
      <p class="next-step">{next}</p>
      {TROUBLES[trouble].next === "export" && <ExportLink />}
      {/^\d{3}/.test(said) && (
        <p class="meta" data-testid="refusal">
          {gettext("Code for the office: %(said)s", { said })}
        </p>
      )}
    </div>
  );
}

export function ExportLink() {
  return (
    <a class="button" href="/f/rescue.html" data-testid="rescue-open">
      {gettext("Export records (rescue page)")}
    </a>
  );
}

export function TroubleNotes({ row }: { row: RecordRow }) {
  return (
    <>
      {troublesOf(row).map((found) => (
        <TroubleNote key={found.trouble} {...found} />
      ))}
    </>
  );
}
