/** How a record got where it is: every revision sealed here, every return and decision, the latest first. */
import type { ComponentChildren } from "preact";
import { exactTime, shortHash } from "../ui/format";
import { gettext } from "../ui/i18n";
import { typeName } from "./labels";
import { type Fact, Facts, factsOf } from "./record";
import type { RecordRow, RevisionEntry } from "./records";
import { Reasons } from "./returned";
import { decisionsOf, returnsOf } from "./reviews";

interface Step {
  at_ms: number;
  key: string;
  title: string;
  /** Who, or which fingerprint. */
  about: string;
  body?: ComponentChildren;
}

function struckFacts({ revision }: RevisionEntry): Fact[] {
  const order = revision.photos.map(({ id }) => id);
  return (revision.struck ?? []).map(({ id, reason }) => [
    gettext("Photo %(number)s struck out", { number: order.indexOf(id) + 1 }),
    reason,
  ]);
}

function revisionStep(entry: RevisionEntry, later: RevisionEntry | undefined): Step {
  const { revision, op, receipt } = entry;
  const facts: Fact[] = [
    [gettext("Type"), typeName(revision.type)],
    ...factsOf(revision),
    [gettext("Photos"), String(revision.photos.length)],
    ...struckFacts(entry),
  ];
  if (receipt) {
    facts.push([gettext("Received, by the server's clock"), exactTime(receipt.received_ms)]);
  }
  return {
    at_ms: revision.sealed_ms,
    key: `rev/${op.rev}`,
    title: gettext("Version %(rev)s", { rev: op.rev }),
    about: shortHash(op.sha256),
    body: (
      <details>
        <summary>{later ? gettext("What it said") : gettext("What it says")}</summary>
        <Facts facts={facts} />
      </details>
    ),
  };
}

function deskSteps(inspectionId: string): Step[] {
  const returns = returnsOf(inspectionId).map((one) => ({
    at_ms: one.at_ms,
    key: `return/${one.rev}`,
    title: gettext("Version %(rev)s returned", { rev: one.rev }),
    about: one.by,
    body: <Reasons returned={one} />,
  }));
  const decisions = decisionsOf(inspectionId).map((one) => ({
    at_ms: one.at_ms,
    key: `decision/${one.rev}`,
    title:
      one.decision === "approve"
        ? gettext("Version %(rev)s approved", { rev: one.rev })
        : gettext("Version %(rev)s: %(decision)s", { rev: one.rev, decision: one.decision }),
    about: one.by,
  }));
  return [...returns, ...decisions];
}

function OneStep({ step }: { step: Step }) {
  return (
    <li data-testid="history-step">
      <b>{step.title}</b>
      <span class="meta">
        {exactTime(step.at_ms)} · {step.about}
      </span>
      {step.body}
    </li>
  );
}

/** Nothing while there is only the first revision and nobody has decided. */
export function History({ row }: { row: RecordRow }) {
  const desk = deskSteps(row.inspection_id);
  if (row.revisions.length === 1 && desk.length === 0) return null;
  const sealed = row.revisions.map((entry, index) => revisionStep(entry, row.revisions[index - 1]));
  const steps = [...sealed, ...desk].sort((a, b) => b.at_ms - a.at_ms);
  return (
    <div class="detail-part" data-testid="history">
      <h2>{gettext("History")}</h2>
      <ol class="history">
        {steps.map((step) => (
          <OneStep key={step.key} step={step} />
        ))}
      </ol>
    </div>
  );
}
