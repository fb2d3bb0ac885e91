/**
 * Schedules against a real server: `wire-main --url URL --plans FILE`. Each line of the file is a plan with its seed
 * and the tickets of a device of its own; each line of the output is the ledger of that schedule.
 */
import "fake-indexeddb/auto";
import { readFileSync } from "node:fs";
import { type Plan, runWire } from "./wire-schedule";

function option(name: string): string {
  const value = process.argv[process.argv.indexOf(`--${name}`) + 1];
  if (value === undefined) throw new Error(`--${name} is missing`);
  return value;
}

async function main(): Promise<void> {
  const plans = readFileSync(option("plans"), "utf8").trim().split("\n");
  for (const line of plans) {
    const ledger = await runWire(JSON.parse(line) as Plan, option("url"));
    process.stdout.write(`${JSON.stringify(ledger)}\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 2;
});
