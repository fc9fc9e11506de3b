import type { Path } from './mapping.ts';

const secretKey =
  /pass(word|wd|phrase)|secret|token|credential|authorization|cookie|api[-_]?key|access[-_]?key|private[-_]?key/i;

/** Texts that are credentials wherever they stand. */
const secretText = [
  /AKIA[0-9A-Z]{16}/,
  /ASIA[0-9A-Z]{16}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/,
  /\bxox[abp]-[A-Za-z0-9-]{10,}/,
  /^(Bearer|Basic) \S{8,}/i,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\./,
  /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]+:[^/\s@]+@/i,
];

/** Whether a key of this name holds a secret. */
export function isSecretKey(key: string): boolean {
  return secretKey.test(key);
}

/** Whether a text is a credential by its form, wherever it stands. */
export function isSecretText(text: string): boolean {
  return secretText.some((pattern) => pattern.test(text));
}

/** Paths of the texts that are, or by their key must be, a literal secret instead of `{ env }` or `{ file }`. */
export function findLiteralSecrets(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') {
    const isSecret = isSecretKey(String(path.at(-1) ?? '')) || isSecretText(value);
    return isSecret ? [path] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    findLiteralSecrets(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}
