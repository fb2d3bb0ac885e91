/** Title of a screen of this part, with the way back. */
import { gettext } from "../../ui/i18n";
import { Icon } from "../../ui/icon";

export function Head({ title, back }: { title: string; back: string }) {
  return (
    <div class="detail-head">
      <a class="button button-plain" href={`#${back}`} aria-label={gettext("Back")}>
        <Icon name="back" />
      </a>
      <h1>{title}</h1>
    </div>
  );
}
