/** A database of a phone that is full: it opens, and every transaction that writes ends without room. */
import { IDBFactory } from "fake-indexeddb";

export function fullDatabase(): IDBFactory {
  const real = new IDBFactory();
  const refusal = Object.assign(new Error("full"), { name: "QuotaExceededError" });
  const transaction = () => {
    const tx = {
      error: refusal,
      objectStore: () => ({ put: () => undefined }),
      onabort: undefined as (() => void) | undefined,
    };
    setTimeout(() => tx.onabort?.());
    return tx;
  };
  return new Proxy(real, {
    get(target, name) {
      if (name !== "open") return Reflect.get(target, name).bind(target);
      return (...given: [string, number]) => {
        const request = target.open(...given);
        request.addEventListener("success", () => {
          Object.defineProperty(request.result, "transaction", { value: transaction });
        });
        return request;
      };
    },
  });
}
