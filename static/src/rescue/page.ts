/** The page itself: plain elements, because nothing here may depend on anything that could break. */
import type { Held, Item, Keys } from "./database";
import type { Exported } from "./export";
import type { Sent } from "./upload";
import { gettext } from "./words";

type Props = Partial<Record<"class" | "role" | "href" | "download" | "type" | "for", string>>;

export function make(
  tag: string,
  props: Props & { testid?: string; onClick?: () => void },
  ...children: (Node | string)[]
): HTMLElement {
  const element = document.createElement(tag);
  const { onClick, testid, ...attributes } = props;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (testid) element.dataset.testid = testid;
  if (onClick) element.addEventListener("click", onClick);
  element.append(...children);
  return element;
}

const STATES: [Item["state"], () => string][] = [
  ["saved", () => gettext("On this phone only")],
  ["quarantined", () => gettext("Needs attention")],
  ["damaged", () => gettext("Photo damaged")],
  ["received", () => gettext("With the server")],
];

function kinds(items: Item[]): string {
  const count = (kind: Item["kind"]) => items.filter((item) => item.kind === kind).length;
  return gettext("records %(revs)s · photos %(photos)s · notices %(facts)s", {
    revs: count("rev"),
    photos: count("photo"),
    facts: count("fact"),
  });
}

function officer(personId: string, held: Held, keys: Keys): HTMLElement {
  const own = held.items.filter((item) => item.person_id === personId);
  const drafts = held.drafts.filter((row) => row.person_id === personId).length;
  const facts = STATES.map(([state, label]) => [label(), own.filter((i) => i.state === state)]);
  const rows = (facts as [string, Item[]][])
    .filter(([, items]) => items.length > 0)
    .map(([label, items]) => make("div", {}, make("dt", {}, label), make("dd", {}, kinds(items))));
  if (drafts > 0) {
    const label = make("dt", {}, gettext("Draft"));
    const count = make("dd", {}, gettext("photos %(count)s", { count: drafts }));
    rows.push(make("div", {}, label, count));
  }
  const name = keys.owners.get(personId)?.name ?? `#${personId}`;
  return make(
    "section",
    { class: "card", testid: "rescue-officer" },
    make("h2", {}, name),
    make("dl", {}, ...rows),
  );
}

export function officers(held: Held, keys: Keys): HTMLElement[] {
  const ids = new Set([...held.items, ...held.drafts, ...held.entered].map((i) => i.person_id));
  return Array.from(ids, (id) => officer(id, held, keys));
}

export function nothing(): HTMLElement {
  const text = gettext("No records lie in this browser. Open this page where the app was used.");
  return make("p", { class: "card", testid: "rescue-empty" }, text);
}

function paragraphs(words: string[]): HTMLElement[] {
  return words.map((text) => make("p", {}, text));
}

export function exportedText({ items, damaged, drafts, gone }: Exported): HTMLElement[] {
  const words = [gettext("In the file: %(items)s items, all fingerprints agree.", { items })];
  if (drafts > 0) words.push(gettext("Photos of drafts: %(drafts)s.", { drafts }));
  if (gone > 0) {
    words.push(gettext("Only with the server, cleared on this phone: %(gone)s.", { gone }));
  }
  if (damaged.length > 0) {
    const count = damaged.length;
    words.push(gettext("Damaged on this phone: %(count)s. What is left of them is in.", { count }));
  }
  words.push(gettext("Give the file to your leader, who loads it at the desk."));
  return paragraphs(words);
}

export function sentText(sent: Sent[]): HTMLElement[] {
  const received = sent.filter((one) => one.received).length;
  const words = [
    gettext("With the server now: %(received)s of %(of)s.", { received, of: sent.length }),
  ];
  const refused = new Set(sent.filter((one) => !one.received).map((one) => one.said));
  if (refused.size > 0) {
    words.push(gettext("Not taken: %(reasons)s.", { reasons: Array.from(refused).join(", ") }));
    words.push(gettext("They stay on this phone. Export them and show your leader."));
  }
  return paragraphs(words);
}
