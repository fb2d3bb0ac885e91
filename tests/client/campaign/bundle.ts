/** Bundles a campaign of this folder with the real client sources, whole or with one mistake made in them. */
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import type { Mutant } from "./mutants";

const SOURCES = resolve("static/src");

/** Writes one file that Node can run; a mistake that no longer fits its source is an error. */
export async function bundle(entry: string, outfile: string, mutant?: Mutant): Promise<void> {
  const made = new Set<string>();
  await build({
    entryPoints: [join("tests/client/campaign", entry)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    plugins: [
      {
        name: "mutant",
        setup(plugin) {
          plugin.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
            const text = await readFile(path, "utf8");
            const changes = (mutant?.changes ?? []).filter(
              ({ file }) => path === join(SOURCES, file),
            );
            for (const change of changes) made.add(change.file + change.find);
            return { loader: "ts", contents: changes.reduce(changed, text) };
          });
        },
      },
    ],
  });
  if (made.size !== (mutant?.changes.length ?? 0)) throw new Error(`${mutant?.name}: not applied`);
}

function changed(text: string, { file, find, put }: Mutant["changes"][number]): string {
  if (text.split(find).length !== 2) throw new Error(`${file} has not exactly one: ${find}`);
  return text.replace(find, () => put);
}
