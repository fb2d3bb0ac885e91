/**
 * Canonical JSON (RFC 8785) for sealed bytes: the same value gives the same bytes here and in Python.
 * Sealed bytes hold strings, integers, booleans, arrays and objects only, so everything else is refused
 * instead of being written in a way that another reader may round, drop or reorder.
 */
import type { Bytes } from "./model";

export class NotCanonical extends TypeError {
  override name = "NotCanonical";

  constructor(path: string, what: string) {
    super(`${path || "value"}: ${what} cannot be sealed`);
  }
}

// With the u flag a surrogate pair is one character, so this finds lone halves only.
const LONE_SURROGATE = /[\uD800-\uDFFF]/u;

function text(value: string, path: string): string {
  if (LONE_SURROGATE.test(value)) throw new NotCanonical(path, "a lone surrogate");
  return JSON.stringify(value);
}

function integer(value: number, path: string): string {
  if (!Number.isSafeInteger(value)) throw new NotCanonical(path, `the number ${value}`);
  return JSON.stringify(value);
}

function list(value: readonly unknown[], path: string): string {
  // Array.from visits holes as well, and a hole is refused like any other undefined.
  const items = Array.from(value, (item, index) => write(item, `${path}[${index}]`));
  return `[${items.join(",")}]`;
}

function record(value: object, path: string): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new NotCanonical(path, "an object that is no plain record");
  }
  // Array.prototype.sort compares UTF-16 code units, which is the order RFC 8785 asks for.
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${text(name, path)}:${write(member, `${path}.${name}`)}`);
  return `{${members.join(",")}}`;
}

function write(value: unknown, path: string): string {
  switch (typeof value) {
    case "string":
      return text(value, path);
    case "number":
      return integer(value, path);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) throw new NotCanonical(path, "null");
      return Array.isArray(value) ? list(value, path) : record(value, path);
    default:
      throw new NotCanonical(path, typeof value);
  }
}

/** The canonical text of `value`; throws `NotCanonical` for floats, null, undefined, lone surrogates and foreign objects. */
export function canonicalize(value: unknown): string {
  return write(value, "");
}

/** `canonicalize` in UTF-8: the bytes that are hashed and sent. */
export function canonicalBytes(value: unknown): Bytes {
  return new TextEncoder().encode(canonicalize(value)) as Bytes;
}

/** Whether `value` can be written canonically at all. */
export function isCanonical(value: unknown): boolean {
  try {
    canonicalize(value);
    return true;
  } catch (error) {
    if (error instanceof NotCanonical) return false;
    throw error;
  }
}
