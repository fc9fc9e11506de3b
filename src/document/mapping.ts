/** Where a value is inside a document: keys of mappings and indexes of lists. */
export type Path = (string | number)[];

/** Whether a value is a mapping: an object that is no list. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at `path`; undefined when there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  let inner = value;
  for (const segment of path) {
    if (Array.isArray(inner)) inner = inner[Number(segment)];
    else inner = isMapping(inner) && Object.hasOwn(inner, segment) ? inner[String(segment)] : undefined;
  }
  return inner;
}
