/** Theme, size and language as signals: changing one shows it at once and keeps it on this phone. */
import { effect, signal } from "@preact/signals";
import { language } from "./i18n";
import {
  keepPreference,
  type Language,
  localKept,
  readPreferences,
  type Size,
  show,
  type ThemeChoice,
  themeAt,
} from "./preferences";

const MINUTE_MS = 60_000;

export const theme = signal<ThemeChoice>("auto");
export const size = signal<Size>("standard");
/** Now, to the minute: what shows a time of day or follows the sun depends on it. */
export const minute = signal(Date.now());

export function chooseTheme(choice: ThemeChoice): void {
  theme.value = choice;
  keepPreference(localKept(), "theme", choice);
}

export function chooseSize(choice: Size): void {
  size.value = choice;
  keepPreference(localKept(), "size", choice);
}

export function chooseLanguage(choice: Language): void {
  language.value = choice;
  keepPreference(localKept(), "language", choice);
}

function paintBrowserBar(): void {
  const bar = document.querySelector<HTMLMetaElement>("meta[name=theme-color]");
  const paper = getComputedStyle(document.documentElement).getPropertyValue("--bg").trim();
  if (bar && paper) bar.content = paper;
}

/** Reads the kept choices and shows them from now on. Called once, by an entry point. */
export function startAppearance(): void {
  const kept = readPreferences(localKept());
  theme.value = kept.theme;
  size.value = kept.size;
  language.value = kept.language;
  effect(() => {
    const chosen = { theme: theme.value, size: size.value, language: language.value };
    show(document.documentElement, chosen, minute.value);
    paintBrowserBar();
  });
  const tick = (): void => {
    minute.value = Date.now();
  };
  setInterval(tick, MINUTE_MS);
  document.addEventListener("visibilitychange", tick);
}

/** The theme on the screen at this moment. */
export function shownTheme(): Exclude<ThemeChoice, "auto"> {
  return themeAt(theme.value, minute.value);
}
