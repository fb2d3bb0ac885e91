/**
 * `node --import tsx tests/client/campaign/run.ts [--mutant NAME] …`: bundles the schedules, then runs them in a
 * process of their own with the other options (see main.ts, and with `--wire` wire-main.ts). With `--list` it names the mutants as JSON.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "./bundle";
import { MUTANTS } from "./mutants";

const options = process.argv.slice(2);
if (options.includes("--list")) {
  process.stdout.write(`${JSON.stringify(MUTANTS.map((each) => each.name))}\n`);
  process.exit();
}
const at = options.indexOf("--mutant");
const name = at === -1 ? undefined : options.splice(at, 2)[1];
const mutant = MUTANTS.find((each) => each.name === name);
if (name !== undefined && mutant === undefined) throw new Error(`no mutant ${name}`);

const wire = options.indexOf("--wire");
if (wire !== -1) options.splice(wire, 1);
const entry = wire === -1 ? "main.ts" : "wire-main.ts";
const folder = mkdtempSync(join(tmpdir(), "wuzhi-schedules-"));
try {
  const file = join(folder, "main.mjs");
  await bundle(entry, file, mutant);
  const done = spawnSync(process.execPath, ["--enable-source-maps", file, ...options], {
    stdio: "inherit",
  });
  process.exitCode = done.status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
