// An officer's hands and eyes in the page: takes photos, saves, and tells at once what the screen shows,
// because the browser is killed meanwhile. Put in front of the app's own scripts.
(() => {
  const hashes = [];
  const digest = crypto.subtle.digest.bind(crypto.subtle);

  // The store hashes each photo once before it writes it, in the order in which thumbnails appear.
  crypto.subtle.digest = async (algorithm, bytes) => {
    const result = await digest(algorithm, bytes);
    const hash = Array.from(new Uint8Array(result), (byte) => byte.toString(16).padStart(2, "0"));
    if (bytes.byteLength > 4096 && !hashes.includes(hash.join(""))) hashes.push(hash.join(""));
    return result;
  };

  const by = (name) => document.querySelector(`[data-testid="${name}"]`);
  const thumbnails = () => document.querySelectorAll('[data-testid="thumbnail"]').length;

  async function until(isTrue) {
    while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  /** Follows the rail and the notice from here on; what the officer has seen is told once. */
  function watch(before, savedText) {
    let shown = 0;
    let saved = false;
    const look = () => {
      const now = thumbnails() - before;
      if (now > shown) {
        shown = now;
        window.tell({ shown: hashes.slice(0, shown) });
      }
      if (!saved && by("toast")?.textContent.includes(savedText)) {
        saved = true;
        window.tell({ saved: true });
      }
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  }

  async function take(photo) {
    if (photo === "shutter") return by("shutter").click();
    const bytes = Uint8Array.from(atob(photo), (letter) => letter.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([bytes], "image.jpg", { type: "image/jpeg" }));
    const input = by("photo-input");
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** `photos`: "shutter" or a file in base64; `patient`: waits for each thumbnail before the next tap. */
  window.record = async ({ photos, patient, save, savedText }) => {
    const before = thumbnails();
    hashes.length = 0;
    watch(before, savedText);
    for (const [index, photo] of photos.entries()) {
      await take(photo);
      if (patient) await until(() => thumbnails() > before + index);
    }
    if (!save) return;
    by("type-zone_rule_breach").click();
    by("save").click();
  };
})();
