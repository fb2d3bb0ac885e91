/**
 * How this phone shows things: theme, size, language. Kept in localStorage because the first paint
 * must know them before any asynchronous store could answer; nothing here is evidence.
 */
import { isDark } from "./dusk";

export const THEMES = ["auto", "day", "night", "sun"] as const;
export const SIZES = ["standard", "care"] as const;
export const LANGUAGES = ["zh_CN", "en"] as const;

/** Names of the languages in themselves, never translated. Escaped: code holds no Han text. */
export const LANGUAGE_NAMES = { zh_CN: "\u4e2d\u6587", en: "English" } as const;

export type ThemeChoice = (typeof THEMES)[number];
export type Size = (typeof SIZES)[number];
export type Language = (typeof LANGUAGES)[number];

export interface Preferences {
  theme: ThemeChoice;
  size: Size;
  language: Language;
}

type Kept = Pick<Storage, "getItem" | "setItem">;

const PREFIX = "wz_";

function oneOf<T extends string>(allowed: readonly T[], kept: string | null): T {
  const found = allowed.find((value) => value === kept);
  return found ?? (allowed[0] as T);
}

/** The kept choices; the first of each list where nothing, or nothing known, is kept. */
export function readPreferences(kept: Kept | undefined): Preferences {
  const read = (name: string): string | null => kept?.getItem(PREFIX + name) ?? null;
  return {
    theme: oneOf(THEMES, read("theme")),
    size: oneOf(SIZES, read("size")),
    language: oneOf(LANGUAGES, read("language")),
  };
}

export function keepPreference(
  kept: Kept | undefined,
  name: keyof Preferences,
  value: string,
): void {
  kept?.setItem(PREFIX + name, value);
}

/** localStorage, or nothing where the browser forbids it: then the choices last as long as the page. */
export function localKept(): Storage | undefined {
  try {
    return window.localStorage;
  } catch (refusal) {
    // A SecurityError is the documented answer of a browser that blocks site data; others are ours to see.
    if (refusal instanceof DOMException) return undefined;
    throw refusal;
  }
}

/** The theme to show now: by the sun over Wuzhi when the choice is "auto". */
export function themeAt(choice: ThemeChoice, atMs: number): Exclude<ThemeChoice, "auto"> {
  if (choice !== "auto") return choice;
  return isDark(atMs) ? "night" : "day";
}

/** BCP 47 tag for `<html lang>` and Accept-Language. */
export function languageTag(language: Language): string {
  return language === "zh_CN" ? "zh-CN" : "en";
}

/** Puts the choices on the root element, where the style sheets read them. */
export function show(root: HTMLElement, chosen: Preferences, nowMs: number): void {
  root.dataset.theme = themeAt(chosen.theme, nowMs);
  root.dataset.size = chosen.size;
  root.lang = languageTag(chosen.language);
}
