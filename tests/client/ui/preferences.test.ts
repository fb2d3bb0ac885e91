/** What is kept of the appearance, and what an unknown or missing choice falls back to. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  keepPreference,
  languageTag,
  readPreferences,
  themeAt,
} from "../../../static/src/ui/preferences";

function memory(start: Record<string, string> = {}) {
  const kept = new Map(Object.entries(start));
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };
}

const FIRST = { theme: "auto", size: "standard", language: "zh_CN" };

test("nothing kept, nothing allowed, nonsense kept: Chinese, standard, automatic", () => {
  assert.deepEqual(readPreferences(memory()), FIRST);
  assert.deepEqual(readPreferences(undefined), FIRST);
  assert.deepEqual(readPreferences(memory({ wz_theme: "pink", wz_language: "de" })), FIRST);
});

test("a choice is read back", () => {
  const kept = memory();
  keepPreference(kept, "theme", "sun");
  keepPreference(kept, "language", "en");
  assert.deepEqual(readPreferences(kept), { theme: "sun", size: "standard", language: "en" });
});

test("auto follows the sun, a choice does not", () => {
  const midnight = Date.parse("2026-11-23T00:00+08:00");
  const noon = Date.parse("2026-11-23T12:00+08:00");
  assert.equal(themeAt("auto", midnight), "night");
  assert.equal(themeAt("auto", noon), "day");
  assert.equal(themeAt("sun", midnight), "sun");
});

test("tags are those of BCP 47", () => {
  assert.equal(languageTag("zh_CN"), "zh-CN");
  assert.equal(languageTag("en"), "en");
});
