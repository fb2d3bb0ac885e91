/** Runs schedules one after the other: `main --schedules N --seed S`. Its last line is a JSON object. */
import "fake-indexeddb/auto";
import { type Outcome, runSchedule } from "./schedule";
import type { Violation } from "./surroundings";

interface Total {
  schedules: number;
  seconds: number;
  requests: number;
  items: number;
  promised: number;
  purged: number;
  tasks: number;
  injected: Record<string, number>;
  failures: { seed: number; violations: Violation[] }[];
}

const MOST_FAILURES = 5;

function option(name: string, otherwise: number): number {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? otherwise : Number(process.argv[at + 1]);
}

function add(total: Total, seed: number, outcome: Outcome): void {
  total.schedules += 1;
  total.requests += outcome.requests;
  total.items += outcome.items;
  total.promised += outcome.promised;
  total.purged += outcome.purged;
  total.tasks += outcome.tasks;
  for (const [kind, times] of outcome.injected) {
    total.injected[kind] = (total.injected[kind] ?? 0) + times;
  }
  if (outcome.violations.length > 0) {
    total.failures.push({ seed, violations: outcome.violations.slice(0, 5) });
  }
}

/** A read that nobody waits for any more, of a transaction whose failure was told already, is no event. */
process.on("unhandledRejection", (error) => {
  if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
});

async function main(): Promise<void> {
  const began = performance.now();
  const seed = option("seed", 1);
  const most = option("failures", MOST_FAILURES);
  const total: Total = {
    schedules: 0,
    seconds: 0,
    requests: 0,
    items: 0,
    promised: 0,
    purged: 0,
    tasks: 0,
    injected: {},
    failures: [],
  };
  for (let n = 0; n < option("schedules", 40) && total.failures.length < most; n++) {
    add(total, seed + n, await runSchedule(seed + n));
  }
  total.seconds = Math.round(performance.now() - began) / 1000;
  process.stdout.write(`${JSON.stringify(total)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 2;
});
