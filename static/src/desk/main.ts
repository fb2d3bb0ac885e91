/**
 * What the desk's server-rendered pages gain with JavaScript: the kept theme and text size before
 * the first paint, their switches, and forms that are sent once. Loaded in the head, unbundled
 * from the officer app; every page works without it.
 */
import {
  keepPreference,
  localKept,
  readPreferences,
  SIZES,
  THEMES,
  themeAt,
} from "../ui/preferences";

function showAppearance(): void {
  const kept = readPreferences(localKept());
  const root = document.documentElement;
  root.dataset.theme = themeAt(kept.theme, Date.now());
  root.dataset.size = kept.size;
}

/** A select with `data-preference` changes a kept choice at once. */
function wireSwitch(control: HTMLSelectElement): void {
  const name = control.dataset.preference === "size" ? "size" : "theme";
  const allowed: readonly string[] = name === "size" ? SIZES : THEMES;
  control.value = readPreferences(localKept())[name];
  control.hidden = false;
  control.addEventListener("change", () => {
    if (!allowed.includes(control.value)) return;
    keepPreference(localKept(), name, control.value);
    showAppearance();
  });
}

/** Nobody has read a record within this many milliseconds of seeing it. */
const READING_MS = 800;

/** Whether a form that decides was sent by a second click meant for the page before. */
function tooSoon(form: HTMLFormElement): boolean {
  return form.dataset.settle !== undefined && performance.now() < READING_MS;
}

/** A form that was sent is not sent again by a second click; going back lets it go again. */
function sendOnce(form: HTMLFormElement): void {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent === "yes" || tooSoon(form)) {
      event.preventDefault();
      return;
    }
    if (form.dataset.download === undefined) form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => {
    delete form.dataset.sent;
  });
}

/** A button with `data-reveal` shows what was typed into a password field, and hides it again. */
function wireReveal(button: HTMLButtonElement): void {
  const field = document.getElementById(button.dataset.reveal ?? "");
  if (!(field instanceof HTMLInputElement)) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    const other = button.dataset.other ?? "";
    button.dataset.other = button.textContent ?? "";
    button.textContent = other;
  });
}

showAppearance();
document.addEventListener("DOMContentLoaded", () => {
  for (const control of document.querySelectorAll<HTMLSelectElement>("[data-preference]")) {
    wireSwitch(control);
  }
  for (const form of document.querySelectorAll("form")) sendOnce(form);
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-reveal]")) {
    wireReveal(button);
  }
  document.querySelector<HTMLElement>(".summary")?.focus();
});
