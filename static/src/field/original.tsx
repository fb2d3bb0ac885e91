/** A sealed photo as it was taken, from the chunks on this phone. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Op } from "../domain/model";
import { shortHash } from "../ui/format";
import { gettext } from "../ui/i18n";
import { Picture } from "../ui/picture";
import { Sheet } from "../ui/sheet";
import { useServices } from "./services";
import { storageText } from "./storage-text";

interface OriginalProps {
  op: Op;
  onClose(): void;
  /** What can be done with it, in place of closing alone. */
  children?: ComponentChildren;
}

export function Original({ op, onClose, children }: OriginalProps) {
  const { evidence } = useServices();
  const [bytes, setBytes] = useState<ArrayBuffer | undefined>(undefined);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    evidence.readPhoto(op.photo_id).then(
      (read) => setBytes(read.slice().buffer),
      (error: unknown) => setTrouble(storageText(error)),
    );
  }, [evidence, op.photo_id]);
  return (
    <Sheet title={gettext("Original photo")} onClose={onClose}>
      <div class={children ? "look look-small" : "look"}>
        {bytes && <Picture bytes={bytes} mime={op.mime} alt={gettext("The photo")} />}
        {trouble && <p class="error">{trouble}</p>}
      </div>
      {!children && <p class="hash">{shortHash(op.sha256)}</p>}
      {children ?? (
        <button type="button" class="button" onClick={onClose}>
          {gettext("Close")}
        </button>
      )}
    </Sheet>
  );
}
