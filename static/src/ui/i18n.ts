/**
 * Texts in the reader's language. Msgids are English; the catalogues come from the same .po files as
 * the server's (scripts/build.mjs). A component that calls these re-renders when the language changes.
 */
import { signal } from "@preact/signals";
import type { Language } from "./preferences";

type Catalogue = Readonly<Record<string, string>>;
export type Params = Readonly<Record<string, string | number>>;

export const language = signal<Language>("zh_CN");

const catalogues: Partial<Record<Language, Catalogue>> = {};

/** Adds texts to those that are there: parts that are loaded later bring their own. */
export function installCatalogue(name: Language, catalogue: Catalogue): void {
  catalogues[name] = { ...catalogues[name], ...catalogue };
}

/** Fills `%(name)s` and, as in Python, turns `%%` into `%`. A name without a value stays visible: a bug should show. */
export function fill(text: string, params: Params): string {
  return text.replace(/%\((\w+)\)s|%%/g, (found, name?: string) => {
    if (name === undefined) return "%";
    const value = params[name];
    return value === undefined ? found : String(value);
  });
}

/** The text for an English msgid; the msgid itself where the catalogue has none. */
export function gettext(msgid: string, params?: Params): string {
  const text = catalogues[language.value]?.[msgid] || msgid;
  return params ? fill(text, params) : text;
}

/** One of a pair of texts that came as data (law snapshot). */
export function pick(texts: { zh: string; en: string }): string {
  return language.value === "zh_CN" ? texts.zh : texts.en;
}
