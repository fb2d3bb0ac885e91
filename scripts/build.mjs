// Builds the client: static/src and static/css into static/dist, with names that change with the
// content, and dist/manifest.json from plain names to those names (read by app/shell/assets.py).
// Files of the three builds before stay (docs/decisions/0007-old-builds-stay-served.md).
// Fails when the officer app grows over its budget: an old phone pays for every kilobyte at start.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { po } from "gettext-parser";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "static/dist");

const ENTRIES = [
  // What a dynamic import() names becomes a part of its own, "field+<folder>.js".
  { name: "field.js", source: "static/src/field/main.tsx", format: "esm", budget: 60_000 },
  { name: "field.css", source: "static/css/field.css", budget: 20_000 },
  // Loaded when somebody opens the map (static/src/field/map-chunk.ts).
  { name: "map.js", source: "static/src/ui/map/main.ts", format: "esm", budget: 60_000 },
  { name: "map.css", source: "static/css/map.css", budget: 6_000 },
  { name: "first-paint.js", source: "static/src/ui/first-paint.ts", format: "iife" },
  { name: "desk.js", source: "static/src/desk/main.ts", format: "iife" },
  { name: "desk.css", source: "static/css/desk.css" },
  { name: "service-worker.js", source: "static/src/service-worker.ts", format: "iife" },
  { name: "rescue.js", source: "static/src/rescue/main.ts", format: "iife", budget: 8_000 },
  { name: "rescue.css", source: "static/css/rescue.css", budget: 3_000 },
  { name: "rescue-worker.js", source: "static/src/rescue-worker.ts", format: "iife" },
];

/** Folders that bring their own texts, so that what starts first does not carry them. */
const WITH_OWN_TEXTS = {
  safety: "static/src/field/safety/",
  rescue: "static/src/rescue/",
  desk: "static/src/desk/",
};

/** Whether a text, by the files that use it, belongs to a folder's catalogue, or to the common one. */
function belongs(references, part) {
  const used = references.split(/\s+/).filter((file) => file.startsWith("static/src/"));
  const isApart = (file) => Object.values(WITH_OWN_TEXTS).some((path) => file.startsWith(path));
  const isCommon = used.some((file) => !isApart(file));
  if (part === undefined) return isCommon;
  // The rescue page stands alone: it has no common catalogue beside it.
  const mayBeCommon = part === "rescue" || !isCommon;
  return mayBeCommon && used.some((file) => file.startsWith(WITH_OWN_TEXTS[part]));
}

/** Messages of one catalogue ("zh_CN", "zh_CN/safety") as { msgid: text }, without those that say the same. */
function clientMessages(name) {
  const [language, part] = name.split("/");
  const file = join(root, "app/translations", language, "LC_MESSAGES/messages.po");
  if (!existsSync(file)) return {};
  const messages = {};
  for (const entry of Object.values(po.parse(readFileSync(file)).translations[""] ?? {})) {
    const text = entry.msgstr[0];
    const fuzzy = (entry.comments?.flag ?? "").includes("fuzzy");
    const ours = !fuzzy && belongs(entry.comments?.reference ?? "", part);
    if (ours && entry.msgid && text && text !== entry.msgid) messages[entry.msgid] = text;
  }
  return messages;
}

const catalogues = {
  name: "catalogues",
  setup(builder) {
    builder.onResolve({ filter: /^catalogue:/ }, ({ path }) => ({
      path: path.slice("catalogue:".length),
      namespace: "catalogue",
    }));
    builder.onLoad({ filter: /.*/, namespace: "catalogue" }, ({ path }) => ({
      contents: JSON.stringify(clientMessages(path)),
      loader: "json",
    }));
  },
};

/**
 * Leaflet without the one test that makes markup from text while it loads: Trusted Types refuse it, and every
 * browser that we build for draws SVG.
 */
const LEAFLET_TEST = "div.innerHTML = '<svg/>';";
const leaflet = {
  name: "leaflet",
  setup(builder) {
    const path = join(root, "node_modules/leaflet/dist/leaflet-src.esm.js");
    builder.onResolve({ filter: /^leaflet$/ }, () => ({ path }));
    builder.onLoad({ filter: /leaflet-src\.esm\.js$/ }, () => {
      const source = readFileSync(path, "utf8");
      if (!source.includes(LEAFLET_TEST))
        throw new Error("Leaflet changed: look at its innerHTML again");
      return { contents: source.replace(LEAFLET_TEST, "div.append(svgCreate('svg'));") };
    });
  },
};

const version = /^version = "(.+)"$/m.exec(readFileSync(join(root, "pyproject.toml"), "utf8"))[1];

function options({ name, source, format }) {
  return {
    absWorkingDir: root,
    entryPoints: [{ in: source, out: name.replace(/\.\w+$/, "") }],
    outdir: dist,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    splitting: format === "esm",
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    charset: "utf8",
    legalComments: "none",
    target: ["chrome80", "safari14"],
    // esbuild counts Safari 14 out for one rare bug (a default in a parameter pattern that reads another
    // parameter); all of Preact and idb would fail otherwise.
    supported: { destructuring: true },
    ...(format ? { format, jsx: "automatic", jsxImportSource: "preact" } : {}),
    define: { APP_VERSION: JSON.stringify(version), "process.env.NODE_ENV": '"production"' },
    plugins: [catalogues, leaflet],
    // Pictures of Leaflet's own controls, which are never shown.
    loader: { ".png": "empty" },
  };
}

/** Plain name of one output of an entry: its own, "field+safety.js" for a lazy part, "field+shared-1.js" for common code. */
function plainName(entry, { entryPoint }, shared) {
  if (entryPoint === entry.source) return entry.name;
  const [stem, ending] = entry.name.split(".");
  if (entryPoint === undefined) return `${stem}+shared-${shared}.${ending}`;
  const folder = basename(dirname(entryPoint));
  return `${stem}+${folder}.${ending}`;
}

/** Builds one entry with its parts: [{ name, path, contents, lazy }]. */
async function bundle(entry) {
  const { outputFiles, metafile } = await build(options(entry));
  let shared = 0;
  return outputFiles.map(({ path, contents }) => {
    const output = metafile.outputs[relative(root, path)];
    if (output.entryPoint === undefined && entry.format === "esm") shared += 1;
    const name = entry.format === "esm" ? plainName(entry, output, shared) : entry.name;
    const lazy = name !== entry.name && output.entryPoint !== undefined;
    return { name, path, contents, lazy };
  });
}

const OLD_BUILDS = 3;

/** Files of this build and of those before it; the list of them lies beside the manifest. */
function filesToKeep(manifest) {
  const now = Object.values(manifest).sort();
  const list = join(dist, "builds.json");
  const before = existsSync(list) ? JSON.parse(readFileSync(list)) : [];
  const others = before.filter((files) => JSON.stringify(files) !== JSON.stringify(now));
  const builds = [now, ...others].slice(0, OLD_BUILDS + 1);
  writeFileSync(list, `${JSON.stringify(builds, null, 2)}\n`);
  return new Set(["manifest.json", "builds.json", ...builds.flat()]);
}

function report(name, packed, budget) {
  const over = budget !== undefined && packed > budget;
  const kilobytes = (packed / 1000).toFixed(1).padStart(6);
  const verdict = over ? `  OVER its ${budget / 1000} KB` : "";
  process.stdout.write(`${kilobytes} KB gz  ${name}${verdict}\n`);
  return over;
}

const manifest = {};
let overBudget = false;
mkdirSync(dist, { recursive: true });
for (const entry of ENTRIES.filter(({ source }) => existsSync(join(root, source)))) {
  // What starts together counts together against the budget.
  let atStart = 0;
  for (const { name, path, contents, lazy } of await bundle(entry)) {
    writeFileSync(path, contents);
    manifest[name] = basename(path);
    const packed = gzipSync(contents, { level: 9 }).length;
    if (!lazy) atStart += packed;
    if (name !== entry.name) report(basename(path), packed);
  }
  overBudget = report(manifest[entry.name], atStart, entry.budget) || overBudget;
}
// The manifest goes last and old files after it, so that a running server never names a missing file.
writeFileSync(join(dist, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
const kept = filesToKeep(manifest);
for (const file of readdirSync(dist)) if (!kept.has(file)) rmSync(join(dist, file));
process.exitCode = overBudget ? 1 : 0;
