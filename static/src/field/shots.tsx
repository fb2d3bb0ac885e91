/** The rail of photos, the way to the system camera, and the shutter. */
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { DraftPhoto } from "../domain/model";
import { fileSize, timeOfDay } from "../ui/format";
import { gettext } from "../ui/i18n";
import { Icon } from "../ui/icon";
import { Picture } from "../ui/picture";
import { Sheet } from "../ui/sheet";
import { correctedPhotos } from "./correcting";
import { dropPhoto, MOST_PHOTOS, room } from "./drafts";
import { useServices } from "./services";
import { chooseFiles, shoot } from "./shooting";
import { atHand, keeping } from "./state";

function Thumbnail({
  photo,
  number,
  onOpen,
}: {
  photo: DraftPhoto;
  number: number;
  onOpen(): void;
}) {
  const label = gettext("Photo %(number)s, look at it or remove it", { number });
  return (
    <button type="button" class="thumb" data-testid="thumbnail" aria-label={label} onClick={onOpen}>
      <Picture bytes={photo.thumbnail} mime="image/jpeg" alt="" />
      <span class="thumb-number">{number}</span>
    </button>
  );
}

function Rail({ onOpen }: { onOpen(photo: DraftPhoto): void }) {
  const photos = atHand.value?.photos ?? [];
  const coming = Array.from({ length: keeping.value }, (_, index) => index);
  const before = correctedPhotos();
  const next = photos.length + coming.length + 1;
  const rail = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The newest photo is the one to look at.
    if (rail.current) rail.current.scrollLeft = rail.current.scrollWidth;
  }, [next]);
  return (
    <div ref={rail} class="rail">
      {photos.map((photo, index) => (
        <Thumbnail
          key={photo.id}
          photo={photo}
          number={before + index + 1}
          onOpen={() => onOpen(photo)}
        />
      ))}
      {coming.map((index) => (
        <span key={index} class="thumb thumb-busy" />
      ))}
      {room(before) > 0 && (
        <span class="thumb thumb-next" data-testid="photo-count">
          {photos.length}/{MOST_PHOTOS}
        </span>
      )}
    </div>
  );
}

function Look({ photo, onClose }: { photo: DraftPhoto; onClose(): void }) {
  const services = useServices();
  const remove = (): void => {
    void dropPhoto(services, photo.id);
    onClose();
  };
  return (
    <Sheet title={gettext("Remove this photo?")} onClose={onClose}>
      <div class="look">
        <Picture bytes={photo.thumbnail} mime="image/jpeg" alt={gettext("The photo")} />
      </div>
      <p class="meta">
        {timeOfDay(photo.captured_ms)} · {fileSize(photo.size)}
      </p>
      <div class="sheet-foot">
        <button
          type="button"
          class="button button-danger"
          data-testid="photo-remove"
          onClick={remove}
        >
          <Icon name="trash" />
          {gettext("Remove")}
        </button>
        <button type="button" class="button" data-testid="photo-keep" onClick={onClose}>
          {gettext("Keep")}
        </button>
      </div>
    </Sheet>
  );
}

/** The way to the system camera and the gallery: a native file input under a drawn button. */
function FileDoor({ input }: { input: RefObject<HTMLInputElement | null> }) {
  const services = useServices();
  const chosen = (event: Event): void => {
    const door = event.currentTarget as HTMLInputElement;
    void chooseFiles(services, Array.from(door.files ?? []));
    // So that the same file can be chosen again.
    door.value = "";
  };
  return (
    <label class="file-door">
      <Icon name="camera" />
      <span>{gettext("Camera app")}</span>
      <input
        ref={input}
        type="file"
        accept="image/*"
        capture="environment"
        multiple
        aria-label={gettext("Photo by the phone's own camera")}
        data-testid="photo-input"
        onChange={chosen}
      />
    </label>
  );
}

export function Shots({ onShot }: { onShot(): void }) {
  const services = useServices();
  const files = useRef<HTMLInputElement>(null);
  const [looking, setLooking] = useState<DraftPhoto | undefined>(undefined);
  const take = (): void => {
    if (shoot(services)) onShot();
    else files.current?.click();
  };
  return (
    <div class="shots">
      <Rail onOpen={setLooking} />
      <FileDoor input={files} />
      <button
        type="button"
        id="shutter"
        class="shutter"
        aria-label={gettext("Take a photo")}
        aria-describedby="save-error"
        data-testid="shutter"
        onClick={take}
      />
      {looking && <Look photo={looking} onClose={() => setLooking(undefined)} />}
    </div>
  );
}
