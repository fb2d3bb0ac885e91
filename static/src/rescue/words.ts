/** Texts of this page alone, in the language that the app was set to. */
import zh from "catalogue:zh_CN/rescue";
import { type Language, localKept, readPreferences } from "../ui/preferences";

export const language: Language = readPreferences(localKept()).language;

/** The text for an English msgid with `%(name)s` filled in. */
export function gettext(msgid: string, params: Readonly<Record<string, string | number>> = {}) {
  const text = (language === "zh_CN" && zh[msgid]) || msgid;
  return text.replace(/%\((\w+)\)s/g, (found, name: string) => String(params[name] ?? found));
}
