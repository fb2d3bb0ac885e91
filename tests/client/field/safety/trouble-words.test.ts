/** Every class of error says what happened, whether the evidence is safe, and the next step, in both languages. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { po } from "gettext-parser";
import { TROUBLES, type Trouble } from "../../../../static/src/domain/trouble";
import { troublesOf } from "../../../../static/src/field/safety/trouble-notes";
import { troubleWords } from "../../../../static/src/field/safety/trouble-words";
import { installCatalogue, language } from "../../../../static/src/ui/i18n";

const CODES = Object.keys(TROUBLES) as Trouble[];

function chinese(): Record<string, string> {
  const file = "app/translations/zh_CN/LC_MESSAGES/messages.po";
  const entries = Object.values(po.parse(readFileSync(file)).translations[""] ?? {});
  return Object.fromEntries(entries.map(({ msgid, msgstr }) => [msgid, msgstr[0] ?? ""]));
}

test("each class has its own words for what happened", () => {
  const happened = CODES.map((code) => troubleWords(code).happened);
  assert.equal(new Set(happened).size, CODES.length);
});

test("each class speaks of the evidence and of the next step, in both languages", () => {
  installCatalogue("zh_CN", chinese());
  for (const code of CODES) {
    for (const tongue of ["en", "zh_CN"] as const) {
      language.value = tongue;
      const { happened, safe, next } = troubleWords(code);
      for (const text of [happened, safe, next]) {
        assert.ok(text.length >= 5, `${code} in ${tongue}: "${text}"`);
        assert.equal(/[\u3400-\u9fff]/.test(text), tongue === "zh_CN", `${code}: "${text}"`);
        assert.doesNotMatch(text, /%\(|\b[45]\d\d\b/, `${code}: "${text}"`);
      }
    }
  }
});

test("evidence is called safe exactly where it is", () => {
  language.value = "en";
  for (const code of CODES) {
    const lost = ["photo_lost", "not_kept"].includes(TROUBLES[code].evidence);
    assert.equal(/is lost|not kept/.test(troubleWords(code).safe), lost, code);
  }
});

test("a record names each trouble once, with the photos that it concerns", () => {
  const saved = { state: "saved", last_error: "507 storage_full" };
  const photos = [saved, { ...saved }, { state: "damaged", last_error: "damaged" }];
  const revision = { state: "received", last_error: "" };
  const row = { ops: [revision, ...photos], photos } as never;
  assert.deepEqual(troublesOf(row), [
    { trouble: "server_full", photos: [1, 2], said: "507 storage_full" },
    { trouble: "photo_damaged", photos: [3], said: "damaged" },
  ]);
});
