// Builds the client: static/src and static/css into static/dist, with names that change with the
// content, and dist/manifest.json from plain names to those names (read by app/shell/assets.py).
// Fails when the officer app grows over its budget: an old phone pays for every kilobyte at start.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { po } from "gettext-parser";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "static/dist");

const ENTRIES = [
  { name: "field.js", source: "static/src/field/main.tsx", format: "esm", budget: 60_000 },
  { name: "field.css", source: "static/css/field.css", budget: 20_000 },
  // Loaded when somebody opens the map (static/src/field/map-chunk.ts).
  { name: "map.js", source: "static/src/ui/map/main.ts", format: "esm", budget: 60_000 },
  { name: "map.css", source: "static/css/map.css", budget: 6_000 },
  { name: "first-paint.js", source: "static/src/ui/first-paint.ts", format: "iife" },
  { name: "desk.js", source: "static/src/desk/main.ts", format: "iife" },
  { name: "desk.css", source: "static/css/desk.css" },
  { name: "service-worker.js", source: "static/src/service-worker.ts", format: "iife" },
];

/** Messages of one catalogue that the client uses, as { msgid: text }, without those that say the same. */
function clientMessages(language) {
  const file = join(root, "app/translations", language, "LC_MESSAGES/messages.po");
  if (!existsSync(file)) return {};
  const messages = {};
  for (const entry of Object.values(po.parse(readFileSync(file)).translations[""] ?? {})) {
    const text = entry.msgstr[0];
    const ours = (entry.comments?.reference ?? "").includes("static/src/");
    const fuzzy = (entry.comments?.flag ?? "").includes("fuzzy");
    if (ours && !fuzzy && entry.msgid && text && text !== entry.msgid) messages[entry.msgid] = text;
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

async function bundle({ name, source, format }) {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [{ in: source, out: name.replace(/\.\w+$/, "") }],
    outdir: dist,
    entryNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    write: false,
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
  });
  return result.outputFiles[0];
}

const manifest = {};
let overBudget = false;
mkdirSync(dist, { recursive: true });
for (const entry of ENTRIES.filter(({ source }) => existsSync(join(root, source)))) {
  const { path, contents } = await bundle(entry);
  writeFileSync(path, contents);
  manifest[entry.name] = basename(path);
  const packed = gzipSync(contents, { level: 9 }).length;
  const over = entry.budget !== undefined && packed > entry.budget;
  overBudget ||= over;
  const kilobytes = (packed / 1000).toFixed(1).padStart(6);
  const verdict = over ? `  OVER its ${entry.budget / 1000} KB` : "";
  process.stdout.write(`${kilobytes} KB gz  ${basename(path)}${verdict}\n`);
}
// The manifest goes last and old files after it, so that a running server never names a missing file.
writeFileSync(join(dist, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
const kept = new Set(["manifest.json", ...Object.values(manifest)]);
for (const file of readdirSync(dist)) if (!kept.has(file)) rmSync(join(dist, file));
process.exitCode = overBudget ? 1 : 0;
