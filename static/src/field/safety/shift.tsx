/** 本班已安全: where every record of this phone lies, what still waits, and what to do about it. */
import { computed } from "@preact/signals";
import type { Trouble } from "../../domain/trouble";
import { minute } from "../../ui/appearance";
import { exactTime, shortTime } from "../../ui/format";
import { gettext } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { isOpen } from "../drafts";
import { canUpload, countsOf, isWithServer, oldestUnsent, overdue } from "../records";
import { useServices } from "../services";
import {
  browserOnline,
  corrections,
  draft,
  needsLogin,
  othersWaiting,
  persisted,
  records,
  room,
  serverReached,
  standing,
} from "../state";
import { Head } from "./head";
import { ExportLink, TroubleNote, troublesOf } from "./trouble-notes";

const drafts = computed(() => (isOpen(draft.value) ? 1 : 0) + corrections.value.length);

function Verdict() {
  const { saved, received, backedUp } = countsOf(records.value);
  if (saved > 0) {
    const late = overdue(records.value, minute.value) > 0;
    return (
      <div
        class={`panel shift-verdict tone-${late ? "danger" : "warn"}`}
        data-testid="shift-verdict"
      >
        <Icon name="attention" />
        <b>{gettext("%(count)s records are on this phone only", { count: saved })}</b>
      </div>
    );
  }
  if (drafts.value > 0) {
    return (
      <div class="panel shift-verdict tone-warn" data-testid="shift-verdict">
        <Icon name="note" />
        <b>{gettext("The server has all records; a draft is not saved yet")}</b>
      </div>
    );
  }
  return (
    <div class="panel shift-verdict tone-ok" data-testid="shift-verdict">
      <Icon name="shield" />
      <div>
        <b>{gettext("The shift is safe")}</b>
        <p>
          {gettext("The server has all %(received)s records, %(backedUp)s of them in a backup.", {
            received,
            backedUp,
          })}
        </p>
      </div>
    </div>
  );
}

function Counts() {
  const { saved, received, backedUp, attention } = countsOf(records.value);
  const all: [string, string, number][] = [
    ["saved", gettext("On this phone only"), saved],
    ["received", gettext("With the server"), received],
    ["backed-up", gettext("Of these backed up"), backedUp],
    ["attention", gettext("Need attention"), attention],
    ["drafts", gettext("Drafts"), drafts.value],
    ["others", gettext("Unsent, of other people"), othersWaiting.value],
  ];
  return (
    <dl class="shift-counts">
      {all.map(([code, label, count]) => (
        <div key={code}>
          <dt>{label}</dt>
          <dd data-testid={`shift-${code}`}>{count}</dd>
        </div>
      ))}
    </dl>
  );
}

/** After a week everything that the server lacked is there again, or is told by itself. */
const RESTORED_SHOWN_MS = 7 * 86_400_000;

/** What the server said of itself and of this phone. */
function said(): (Trouble | false | undefined)[] {
  const { alarm, person, restored } = standing.value ?? { person: {} };
  const { device_state } = person;
  return [
    alarm && "log_rewritten",
    device_state === "revoked" && "device_revoked",
    device_state === "frozen" && "device_frozen",
    restored && minute.value - restored.heard_ms < RESTORED_SHOWN_MS && "server_restored",
  ];
}

/** What concerns the whole phone, the gravest first; then what the records ran into, each once. */
function troubles(): Trouble[] {
  const waits = records.value.filter((row) => !isWithServer(row));
  const isOffline = !(browserOnline.value && serverReached.value);
  const found = new Set([
    ...said(),
    needsLogin.value && "login",
    room.value.is === "none" && "phone_full",
    waits.length > 0 && isOffline && "no_network",
    ...waits.flatMap((row) => troublesOf(row).map(({ trouble }) => trouble)),
  ] as const);
  return Array.from(found).filter((one): one is Trouble => typeof one === "string");
}

const DAY_S = 86_400;

/** Why photos stay on the phone that the server has long received. */
function backupLine(): string {
  const age = standing.value?.server?.backup_age_s;
  if (age === undefined) {
    return gettext("The server has no backup yet, so this phone keeps all photos.");
  }
  const hours = Math.floor(age / 3600);
  return age > DAY_S + 7200
    ? gettext(
        "The last backup of the server is %(hours)s hours old; this phone keeps its photos.",
        {
          hours,
        },
      )
    : gettext("The server was backed up %(hours)s hours ago.", { hours });
}

function Facts() {
  const oldest = oldestUnsent(records.value);
  const { photos, is } = room.value;
  const lines: string[] = [backupLine()];
  if (oldest !== undefined) {
    const time = shortTime(oldest, minute.value);
    lines.unshift(gettext("The oldest record that waits was saved at %(time)s.", { time }));
  }
  if (is === "low" && photos !== undefined) {
    lines.push(gettext("Little room left on this phone: about %(photos)s photos.", { photos }));
  }
  if (persisted.value === false) {
    lines.push(gettext("The phone may clear records. Add the app to the home screen."));
  }
  return (
    <ul class="group shift-facts">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function AlarmProof() {
  const alarm = standing.value?.alarm;
  if (!alarm) return null;
  return (
    <details class="panel" data-testid="alarm-proof">
      <summary>{gettext("Proof for the office")}</summary>
      <p>{gettext("Noticed at %(time)s", { time: exactTime(alarm.raised_ms) })}</p>
      <p>
        {alarm.told_ms === undefined
          ? gettext("The server does not know of it yet.")
          : gettext("The server took note of it.")}
      </p>
      <pre>{alarm.kept}</pre>
      <pre>{alarm.offered}</pre>
    </details>
  );
}

export function ShiftSafety() {
  const { scheduler } = useServices();
  const found = troubles();
  return (
    <section class="detail" data-testid="shift-safety">
      <Head title={gettext("Is my shift safe?")} back="shelf" />
      <div class="group" role="status">
        <Verdict />
        <Counts />
      </div>
      {found.length > 0 && (
        <div class="group">
          <h2>{gettext("What to do")}</h2>
          {found.map((trouble) => (
            <TroubleNote key={trouble} trouble={trouble} />
          ))}
          <AlarmProof />
        </div>
      )}
      <Facts />
      <div class="group">
        {canUpload(records.value) && (
          <button
            type="button"
            class="button button-primary"
            data-testid="sync-now"
            onClick={() => scheduler.tapped()}
          >
            {gettext("Upload now")}
          </button>
        )}
        <ExportLink />
        <a class="button" href="#self-test">
          {gettext("Self-test of this phone")}
        </a>
      </div>
    </section>
  );
}
