/**
 * Files that should be photos: told by their first bytes and by whether the browser can open them, and read at
 * once, because a file handle may not be readable later (sync.md B4). The bytes themselves are never changed.
 */

const LARGEST = 32 * 1024 * 1024;
const THUMBNAIL_SIDE = 320;
const THUMBNAIL_BYTES = 32_768;

export type PictureRefusal = "not_a_picture" | "too_large" | "empty";

export interface Picture {
  bytes: Uint8Array<ArrayBuffer>;
  mime: string;
}

/** A decoded picture, as large as the browser made it. */
export interface Decoded {
  source: CanvasImageSource;
  width: number;
  height: number;
  close(): void;
}

/** What the browser can do with pictures. `decode` rejects what it cannot open. */
export interface PicturePort {
  decode(picture: Blob): Promise<Decoded>;
  /** JPEG of the source at that size; undefined when the canvas cannot make one. */
  encode(
    source: CanvasImageSource,
    width: number,
    height: number,
    quality: number,
  ): Promise<ArrayBuffer | undefined>;
}

/** What a file says it is by its first bytes; undefined for anything that is no photo format of ours. */
export function sniffMime(bytes: Uint8Array): string | undefined {
  const ascii = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "image/jpeg";
  if (bytes[0] === 0x89 && ascii(1, 8) === "PNG\r\n\x1a\n") return "image/png";
  if (ascii(0, 4) === "RIFF" && ascii(8, 12) === "WEBP") return "image/webp";
  const isHeif = ascii(4, 8) === "ftyp" && HEIF_BRANDS.includes(ascii(8, 12));
  return isHeif ? "image/heic" : undefined;
}

const HEIF_BRANDS = ["heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"];

/** The bytes of a chosen file, or why it cannot be a photo of an inspection. HEIC passes even where it cannot be shown. */
export async function inspectFile(
  file: Blob,
  port: PicturePort = browserPictures,
): Promise<Picture | { refused: PictureRefusal }> {
  if (file.size > LARGEST) return { refused: "too_large" };
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (bytes.length === 0) return { refused: "empty" };
  const mime = sniffMime(bytes);
  if (mime === undefined) return { refused: "not_a_picture" };
  if (mime !== "image/heic" && !(await opens(port, bytes, mime))) {
    return { refused: "not_a_picture" };
  }
  return { bytes, mime };
}

async function opens(port: PicturePort, bytes: Picture["bytes"], mime: string): Promise<boolean> {
  const decoded = await decodedOrNothing(port, bytes, mime);
  decoded?.close();
  return decoded !== undefined;
}

async function decodedOrNothing(
  port: PicturePort,
  bytes: Picture["bytes"],
  mime: string,
): Promise<Decoded | undefined> {
  try {
    return await port.decode(new Blob([bytes], { type: mime }));
  } catch {
    // The browser's way to say that it cannot open this picture.
    return undefined;
  }
}

/** Small JPEG for the screen: at most 320 px and 32 KiB; empty when the browser cannot show the picture. */
export async function thumbnailOf(
  bytes: Uint8Array,
  mime: string,
  port: PicturePort = browserPictures,
): Promise<ArrayBuffer> {
  const decoded = await decodedOrNothing(port, new Uint8Array(bytes), mime);
  if (decoded === undefined) return new ArrayBuffer(0);
  try {
    const { width, height } = fitted(decoded, THUMBNAIL_SIDE);
    for (const quality of [0.7, 0.5, 0.3]) {
      const jpeg = await port.encode(decoded.source, width, height, quality);
      if (jpeg !== undefined && jpeg.byteLength <= THUMBNAIL_BYTES) return jpeg;
    }
    return new ArrayBuffer(0);
  } finally {
    decoded.close();
  }
}

/** The size with the same proportions whose long side is at most `side`. */
export function fitted(
  { width, height }: { width: number; height: number },
  side: number,
): { width: number; height: number } {
  const scale = Math.min(1, side / Math.max(width, height, 1));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

export const browserPictures: PicturePort = {
  async decode(picture) {
    if (typeof createImageBitmap !== "function") return decodeByElement(picture);
    const bitmap = await createImageBitmap(picture);
    const { width, height } = bitmap;
    return { source: bitmap, width, height, close: () => bitmap.close() };
  },
  encode(source, width, height, quality) {
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    canvas.getContext("2d")?.drawImage(source, 0, 0, width, height);
    return new Promise((resolve, reject) => {
      canvas.toBlob(
        (blob) => (blob ? blob.arrayBuffer().then(resolve, reject) : resolve(undefined)),
        "image/jpeg",
        quality,
      );
    });
  },
};

/** Safari 14 has no createImageBitmap. */
function decodeByElement(picture: Blob): Promise<Decoded> {
  const url = URL.createObjectURL(picture);
  const image = new Image();
  return new Promise((resolve, reject) => {
    image.onload = () => {
      const { naturalWidth: width, naturalHeight: height } = image;
      resolve({ source: image, width, height, close: () => URL.revokeObjectURL(url) });
    };
    image.onerror = () => {
      URL.revokeObjectURL(url);
      reject(new Error("the browser cannot open this picture"));
    };
    image.src = url;
  });
}
