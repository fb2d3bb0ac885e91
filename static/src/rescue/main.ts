/**
 * The last resort when the app does not start: lists what lies on this phone, exports it, sends it. It reads and
 * never writes, and shares no code with the app that could break together with it.
 */
import { localKept, readPreferences, show } from "../ui/preferences";
import { RESCUE_WORKER_URL, workerUrl } from "../ui/trusted-types";
import { type Held, type Item, type Keys, openExisting, readHeld, readKeys } from "./database";
import { type Exported, exportItems } from "./export";
import { exportedText, make, nothing, officers, sentText } from "./page";
import { uploadItems } from "./upload";
import { gettext } from "./words";

interface Phone {
  evidence: IDBDatabase;
  held: Held;
  keys: Keys;
}

const status = make("div", { role: "status", class: "status", testid: "rescue-status" });

function say(...content: (Node | string)[]): void {
  status.replaceChildren(...content);
}

async function readPhone(): Promise<Phone | undefined> {
  const evidence = await openExisting("evidence");
  if (evidence === undefined) return undefined;
  // Without names and tickets there is still everything to export.
  const keys = await openExisting("keys")
    .then(readKeys)
    .catch(() => readKeys(undefined));
  return { evidence, held: await readHeld(evidence), keys };
}

/** Unsent items, each with the rest of its record: a server that was restored may know none of it. */
function unsentOf({ items }: Held): Item[] {
  const open = new Set(items.filter((i) => i.state !== "received").map((i) => i.inspection_id));
  return items.filter(
    (i) => i.state !== "received" || (i.inspection_id && open.has(i.inspection_id)),
  );
}

function stamp(now: Date): string {
  const text = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
  return text.slice(0, 16).replace(/[-:]/g, "").replace("T", "-");
}

function shareButton(file: File): HTMLElement[] {
  if (!navigator.canShare?.({ files: [file] })) return [];
  const share = () =>
    navigator.share({ files: [file] }).catch((error: unknown) => {
      // The person closed the sheet; the file is still there.
      if (!(error instanceof DOMException)) throw error;
    });
  return [make("button", { type: "button", onClick: () => void share() }, gettext("Share file"))];
}

/** Collects one file in pieces that the browser may keep on its disk, and offers it. */
function download(now: Date, links: HTMLElement) {
  return (number: number) => {
    const pieces: Blob[] = [];
    return {
      write: (bytes: Uint8Array<ArrayBuffer>) => void pieces.push(new Blob([bytes])),
      close() {
        const name = `wuzhi-rescue-${stamp(now)}-${number}.zip`;
        const file = new File(pieces, name, { type: "application/zip" });
        const href = URL.createObjectURL(file);
        const link = make("a", { href, download: name, testid: "rescue-file" }, name);
        links.append(make("p", {}, link, " ", ...shareButton(file)));
        link.click();
      },
    };
  };
}

async function runExport({ evidence, held, keys }: Phone, items: Item[]): Promise<void> {
  const now = new Date();
  const links = make("div", {});
  const done: Exported = await exportItems(
    {
      evidence,
      held,
      device: keys.device || (held.items[0]?.device_id ?? ""),
      app: APP_VERSION,
      now,
      open: download(now, links),
      progress: (at, of) => say(gettext("Exporting %(at)s of %(of)s…", { at: at + 1, of })),
    },
    items,
  );
  say(...exportedText(done), links);
}

async function runUpload({ evidence, held, keys }: Phone): Promise<void> {
  const items = held.items.filter((item) => item.state !== "received");
  try {
    const sent = await uploadItems(
      {
        evidence,
        fetch: (input, init) => fetch(input, init),
        progress: (at, of) => say(gettext("Uploading %(at)s of %(of)s…", { at: at + 1, of })),
      },
      keys.owners,
      items,
    );
    say(...sentText(sent));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    say(
      gettext(
        "The server does not answer. Everything stays on this phone: export it, or try later.",
      ),
    );
  }
}

function failed(error: unknown): void {
  say(make("p", { role: "alert" }, gettext("This did not work: %(why)s", { why: String(error) })));
}

function actions(phone: Phone): HTMLElement {
  let busy = false;
  const button = (testid: string, label: string, work: () => Promise<void>, primary = false) =>
    make(
      "button",
      {
        type: "button",
        class: primary ? "primary" : "",
        testid,
        onClick() {
          if (busy) return;
          busy = true;
          work()
            .catch(failed)
            .finally(() => {
              busy = false;
            });
        },
      },
      label,
    );
  const unsent = unsentOf(phone.held);
  const { items } = phone.held;
  const all = gettext("Export everything (ZIP)");
  return make(
    "div",
    { class: "actions" },
    button("export-unsent", gettext("Export unsent (ZIP)"), () => runExport(phone, unsent), true),
    button("upload", gettext("Upload now"), () => runUpload(phone)),
    button("export-all", all, () => runExport(phone, items)),
  );
}

function head(): HTMLElement[] {
  const intro = gettext(
    "Use this page when the app does not start. It only reads: nothing on this phone is changed or deleted.",
  );
  return [make("h1", {}, gettext("Rescue records")), make("p", {}, intro)];
}

async function start(root: HTMLElement): Promise<void> {
  show(document.documentElement, readPreferences(localKept()), Date.now());
  document.title = gettext("Rescue records");
  root.replaceChildren(...head(), status);
  const phone = await readPhone();
  const back = make("p", {}, make("a", { href: "/f/" }, gettext("Back to the app")));
  if (phone === undefined || (phone.held.items.length === 0 && phone.held.drafts.length === 0)) {
    status.before(nothing());
  } else {
    status.before(...officers(phone.held, phone.keys), actions(phone));
  }
  root.append(back);
  await navigator.serviceWorker?.register(workerUrl(RESCUE_WORKER_URL), { scope: "/rescue.html" });
}

const root = document.getElementById("rescue");
if (root) start(root).catch(failed);
