/** 我的: who works with the phone, how it looks, whether its storage is safe, and the way out. */
import { useState } from "preact/hooks";
import { chooseLanguage, chooseSize, chooseTheme, size, theme } from "../ui/appearance";
import { Choices, type Option } from "../ui/choices";
import { gettext, language } from "../ui/i18n";
import { Icon } from "../ui/icon";
import { LANGUAGE_NAMES, type Language, type Size, type ThemeChoice } from "../ui/preferences";
import { Sheet } from "../ui/sheet";
import { isOpen } from "./drafts";
import { Feedback } from "./feedback";
import { countsOf } from "./records";
import { useReporting } from "./reporting";
import { go } from "./routes";
import { useServices } from "./services";
import { leave, partnerName } from "./session";
import { takeUpdate } from "./shell-update";
import {
  corrections,
  draft,
  othersWaiting,
  pair,
  persisted,
  person,
  records,
  updateWaiting,
} from "./state";

function Who() {
  const who = person.value;
  if (!who) return null;
  return (
    <div class="group">
      <div class="who">
        <span class="who-initial" aria-hidden="true">
          {who.name.slice(0, 1)}
        </span>
        <div>
          <p>
            <b>{who.name}</b>
          </p>
          <p class="meta">{who.squadron.name}</p>
        </div>
      </div>
      <div class="line">
        <span>{gettext("Partner: %(name)s", { name: partnerName(pair.value) })}</span>
        <button type="button" class="button" onClick={() => go("partner")}>
          {gettext("Change")}
        </button>
      </div>
    </div>
  );
}

function named<T extends string>(group: string, names: [T, string][]): Option<T>[] {
  return names.map(([value, label]) => ({ value, label, testid: `${group}-${value}` }));
}

function Appearance() {
  const themes: [ThemeChoice, string][] = [
    ["auto", gettext("Auto")],
    ["day", gettext("Day")],
    ["night", gettext("Night")],
    ["sun", gettext("Strong sun")],
  ];
  const sizes: [Size, string][] = [
    ["standard", gettext("Standard")],
    ["care", gettext("Large")],
  ];
  return (
    <div class="group">
      <Choices
        name="theme"
        legend={gettext("Light")}
        class="segments"
        options={named("theme", themes)}
        chosen={theme.value}
        onChoose={chooseTheme}
      />
      <Choices
        name="size"
        legend={gettext("Text size")}
        class="segments"
        options={named("size", sizes)}
        chosen={size.value}
        onChoose={chooseSize}
      />
    </div>
  );
}

/** Each language is named in itself, so that somebody lost in the other one finds the way back. */
function Languages() {
  const languages: [Language, string][] = [
    ["zh_CN", LANGUAGE_NAMES.zh_CN],
    ["en", LANGUAGE_NAMES.en],
  ];
  return (
    <div class="group">
      <Choices
        name="language"
        legend={gettext("Language")}
        class="segments"
        options={named("language", languages)}
        chosen={language.value}
        onChoose={chooseLanguage}
      />
    </div>
  );
}

function storageLine(): string {
  if (persisted.value === undefined) return gettext("Asked when you save the first record.");
  if (persisted.value) return gettext("The phone promised to keep this app's records.");
  return gettext(
    "The phone may clear records when space runs out. Add the app to the home screen.",
  );
}

function Phone() {
  const others = othersWaiting.value;
  const build = document.documentElement.dataset.build ?? "";
  return (
    <div class="group">
      <h2>{gettext("This phone")}</h2>
      <p data-testid="storage">{storageLine()}</p>
      {others > 0 && (
        <p data-testid="others">
          {gettext("Unsent records of other people on this phone: %(count)s", { count: others })}
        </p>
      )}
      <a class="button" href="#safety" data-testid="safety-open">
        {gettext("Is my shift safe?")}
      </a>
      <a class="button" href="#self-test" data-testid="self-test-open">
        {gettext("Self-test of this phone")}
      </a>
      <p class="meta">
        {gettext("Version %(version)s, build %(build)s", { version: APP_VERSION, build })}
      </p>
      {updateWaiting.value && (
        <div class="line">
          <span>{gettext("A new version is ready.")}</span>
          <button type="button" class="button" data-testid="update" onClick={takeUpdate}>
            <Icon name="refresh" />
            {gettext("Use it now")}
          </button>
        </div>
      )}
    </div>
  );
}

/** What signing out leaves behind on this phone, in words. */
function unsentText(): string {
  const count = countsOf(records.value).saved;
  if (count > 0) {
    return gettext("%(count)s records are not with the server yet. They stay here and upload.", {
      count,
    });
  }
  return gettext("All records are with the server.");
}

function SignOutSheet({ onClose }: { onClose(): void }) {
  const services = useServices();
  const reporting = useReporting();
  const out = (): void => {
    reporting(leave(services).then(() => go("capture")));
  };
  return (
    <Sheet title={gettext("Sign out?")} onClose={onClose}>
      <p data-testid="unsent">{unsentText()}</p>
      {(isOpen(draft.value) || corrections.value.length > 0) && (
        <p>{gettext("Your draft stays here until you sign in again.")}</p>
      )}
      <p>{gettext("Signing in again needs a network.")}</p>
      <div class="sheet-foot">
        <button
          type="button"
          class="button button-danger"
          data-testid="sign-out-confirm"
          onClick={out}
        >
          {gettext("Sign out")}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {gettext("Stay")}
        </button>
      </div>
    </Sheet>
  );
}

export function Me() {
  const [leaving, setLeaving] = useState(false);
  return (
    <section class="settings">
      <h1>{gettext("Me")}</h1>
      <Who />
      <Appearance />
      <Languages />
      <Feedback />
      <Phone />
      <div class="group">
        <button
          type="button"
          class="button"
          data-testid="sign-out"
          onClick={() => setLeaving(true)}
        >
          {gettext("Sign out")}
        </button>
      </div>
      {leaving && <SignOutSheet onClose={() => setLeaving(false)} />}
    </section>
  );
}
