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

/** Parts that bring their own texts, so that what starts first does not carry them; by the beginnings of file names. */
const WITH_OWN_TEXTS = {
  // What only static/src/field/later.ts reaches.
  later: [
    "static/src/field/safety/",
    "static/src/field/map.tsx",
    "static/src/field/zone-",
    "static/src/field/locating.ts",
    "static/src/field/record.tsx",
    "static/src/field/revisions.tsx",
    "static/src/field/original.tsx",
    "static/src/field/correct.tsx",
    "static/src/ui/map/",
  ],
  rescue: ["static/src/rescue/"],
  desk: ["static/src/desk/"],
};

/** Whether a text, by the files that use it, belongs to a folder's catalogue, or to the common one. */
function belongs(references, part) {
  const used = references.split(/\s+/).filter((file) => file.startsWith("static/src/"));
  const isOf = (file, paths) => paths.some((path) => file.startsWith(path));
  const isApart = (file) => Object.values(WITH_OWN_TEXTS).some((paths) => isOf(file, paths));
  const isCommon = used.some((file) => !isApart(file));
  if (part === undefined) return isCommon;
  // The rescue page stands alone: it has no common catalogue beside it.
  const mayBeCommon = part === "rescue" || !isCommon;
  return mayBeCommon && used.some((file) => isOf(file, WITH_OWN_TEXTS[part]));
}

/** Messages of one catalogue ("zh_CN", "zh_CN/later") as { msgid: text }, without those that say the same. */
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

/** Outputs that load together with an entry, without anybody asking for them. */
function startingWith(outputs, path, found = new Set()) {
  if (found.has(path)) return found;
  found.add(path);
  for (const { path: next, kind } of outputs[path].imports) {
    if (kind === "import-statement") startingWith(outputs, next, found);
  }
  return found;
}

/** A file whose texts come with a later part would speak English at the start. */
function refuseStrays(outputs, atStart) {
  const inputs = Array.from(atStart, (path) => Object.keys(outputs[path].inputs)).flat();
  const strays = inputs.filter((file) =>
    WITH_OWN_TEXTS.later.some((path) => file.startsWith(path)),
  );
  if (strays.length > 0) throw new Error(`starts with the app, but has its texts later: ${strays}`);
}

/** What a lazy part is called: its file, or its folder when that file is the folder's main. */
function partName(source) {
  const [stem] = basename(source).split(".");
  return stem === "main" ? basename(dirname(source)) : stem;
}

/**
 * Builds one entry with its parts: [{ name, path, contents, lazy }]. Parts are called "field+later.js"; code in common
 * "field+shared-1.js" when the entry needs it to start, else "field+common-1.js".
 */
async function bundle(entry) {
  const { outputFiles, metafile } = await build(options(entry));
  const [stem, ending] = entry.name.split(".");
  const own = (path) => metafile.outputs[relative(root, path)];
  const main = outputFiles.find(({ path }) => own(path).entryPoint === entry.source);
  const atStart = startingWith(metafile.outputs, relative(root, main.path));
  if (entry.name === "field.js") refuseStrays(metafile.outputs, atStart);
  return outputFiles.map(({ path, contents }, index) => {
    const lazy = !atStart.has(relative(root, path));
    if (path === main.path) return { name: entry.name, path, contents, lazy };
    const { entryPoint } = own(path);
    const label = entryPoint ? partName(entryPoint) : `${lazy ? "common" : "shared"}-${index}`;
    return { name: `${stem}+${label}.${ending}`, path, contents, lazy };
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
