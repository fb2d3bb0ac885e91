/** 自检: what this phone can do for work in the field, line by line, with the next step where something is amiss. */
import { useEffect } from "preact/hooks";
import { gettext } from "../../ui/i18n";
import { Icon } from "../../ui/icon";
import { person } from "../state";
import { gradeText, type Line, lineTitle, nameOf, wordsOf } from "./check-words";
import { checkAll, checking, lines, tryCameraAndPosition } from "./checking";
import { Head } from "./head";

const LOOK = {
  ok: { icon: "shield", tone: "ok" },
  degraded: { icon: "attention", tone: "warn" },
  impossible: { icon: "damaged", tone: "danger" },
} as const;

function CheckLine({ line }: { line: Line }) {
  const { icon, tone } = LOOK[line.grade];
  const { text, next } = wordsOf(line);
  return (
    <li class="check" data-testid={`check-${nameOf(line)}`} data-grade={line.grade}>
      <div class="check-head">
        <b>{lineTitle(line)}</b>
        <span class={`pill tone-${tone}`}>
          <Icon name={icon} />
          {gradeText(line.grade)}
        </span>
      </div>
      <p>{text}</p>
      {next && <p class="next-step">{next}</p>}
    </li>
  );
}

function Verdict() {
  if (checking.value) {
    return <p class="panel">{gettext("Checking this phone…")}</p>;
  }
  const worst = lines.value.some(({ grade }) => grade === "impossible");
  const limited = lines.value.some(({ grade }) => grade === "degraded");
  if (worst) {
    return (
      <p class="panel panel-danger">
        <b>{gettext("Do not record with this phone as it is. The red lines say what to do.")}</b>
      </p>
    );
  }
  return (
    <p class={`panel tone-${limited ? "warn" : "ok"}`}>
      <b>
        {limited
          ? gettext("You can record. Some lines below can be made better.")
          : gettext("This phone is fit for work.")}
      </b>
    </p>
  );
}

export function SelfTest() {
  useEffect(() => void checkAll(), []);
  return (
    <section class="detail" data-testid="self-test" aria-busy={checking.value}>
      <Head title={gettext("Self-test")} back={person.value ? "me" : "sign-in"} />
      <div class="group" role="status">
        <Verdict />
      </div>
      <ul class="checks">
        {lines.value.map((line) => (
          <CheckLine key={nameOf(line)} line={line} />
        ))}
      </ul>
      <div class="group">
        <button
          type="button"
          class="button button-primary"
          data-testid="check-again"
          onClick={() => void checkAll()}
        >
          {gettext("Check again")}
        </button>
        <button type="button" class="button" onClick={() => void tryCameraAndPosition()}>
          {gettext("Try camera and position")}
        </button>
        <a class="button button-plain" href="/f/rescue.html">
          {gettext("Export records (rescue page)")}
        </a>
      </div>
    </section>
  );
}
