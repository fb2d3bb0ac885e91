// Reads the evidence database of the page past the app, and hashes again whatever lies in it.
async () => {
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open("evidence");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const asked = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const all = (name, what) =>
    asked(
      database.transaction(name).objectStore(name)[what === "keys" ? "getAllKeys" : "getAll"](),
    );

  async function hashOf(bytes) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async function photo(id, sha256) {
    const range = IDBKeyRange.bound([id], [id, []]);
    const chunks = await asked(database.transaction("chunks").objectStore("chunks").getAll(range));
    const bytes = await new Blob(chunks).arrayBuffer();
    return { id, sha256, actual: await hashOf(bytes), size: bytes.byteLength };
  }

  const [keys, values, ops, receipts] = await Promise.all([
    all("meta", "keys"),
    all("meta"),
    all("ops"),
    all("receipts"),
  ]);
  const draft = [];
  for (const [index, key] of keys.entries()) {
    if (!String(key[0]).endsWith("photo")) continue;
    draft.push(await photo(key[2], values[index].photo.sha256));
  }
  const sealed = [];
  const photos = [];
  for (const op of ops) {
    const { op_key, kind, state, sha256, person_id } = op;
    if (kind === "photo") photos.push({ ...(await photo(op.photo_id, sha256)), state });
    else {
      const text = new TextDecoder().decode(op.bytes);
      const named = (JSON.parse(text).photos ?? []).map(({ id }) => id);
      const actual = await hashOf(op.bytes);
      sealed.push({ op_key, kind, state, person_id, sha256, actual, photos: named });
    }
  }
  database.close();
  return { draft, sealed, photos, receipts: receipts.map(({ key }) => key) };
};
