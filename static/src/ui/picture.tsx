/** A picture from bytes in memory, for as long as it is on the screen. */
import { useEffect, useState } from "preact/hooks";
import { Icon } from "./icon";

interface PictureProps {
  bytes: ArrayBuffer;
  mime: string;
  alt: string;
}

export function Picture({ bytes, mime, alt }: PictureProps) {
  const [url, setUrl] = useState("");
  useEffect(() => {
    if (bytes.byteLength === 0) return undefined;
    const made = URL.createObjectURL(new Blob([bytes], { type: mime }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, mime]);
  if (bytes.byteLength === 0) return <Icon name="no-preview" />;
  return url ? <img src={url} alt={alt} /> : null;
}
