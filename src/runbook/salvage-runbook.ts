import type { ParsedDocument } from '../document/parse-document.ts';
import type { Path } from '../document/mapping.ts';
import { Runbook } from './runbook.ts';

/** The readable part of a runbook that has mistakes, so that the rest of it can be judged in the same go. */
export interface SalvagedRunbook {
  value: Runbook;
  /** Names of what was left out: references to them are no mistakes of their own. */
  unreadable: string[];
  /** Where a path of `value` is in the document. */
  toOriginal(path: Path): Path;
}

/** Leaves out each entry of a section in which a fault lies; null when a whole section is unusable. */
export function salvageRunbook(document: ParsedDocument, faults: Path[]): SalvagedRunbook | null {
  const value: Record<string, unknown> = {};
  const places: Record<string, number[]> = {};
  const unreadable: string[] = [];
  for (const [section, content] of Object.entries(document.value)) {
    const inside = faults.filter((path) => path[0] === section);
    const bad = new Set(inside.map((path) => String(path[1])));
    if (inside.some((path) => path.length === 1)) return null;
    if (inside.length === 0 || typeof content !== 'object' || content === null) {
      value[section] = content;
      continue;
    }
    const entries = Object.entries(content);
    const good = entries.filter(([key]) => !bad.has(key));
    unreadable.push(
      section,
      ...entries.filter(([key]) => bad.has(key)).flatMap(([key, entry]) => [key, ...namesIn(entry)]),
    );
    places[section] = good.map(([key]) => Number(key));
    value[section] = Array.isArray(content)
      ? good.map(([, entry]) => entry as unknown)
      : Object.fromEntries(good);
  }
  const parsed = Runbook.safeParse(value);
  if (!parsed.success) return null;
  const toOriginal = ([section, index, ...rest]: Path): Path => {
    if (section === undefined || index === undefined) return section === undefined ? [] : [section];
    return [section, typeof index === 'number' ? (places[section]?.[index] ?? index) : index, ...rest];
  };
  return { value: parsed.data, unreadable, toOriginal };
}

/** Every name that an entry gives to something: its steps, its marks, and the check that approvals show. */
function namesIn(entry: unknown): string[] {
  if (typeof entry !== 'object' || entry === null) return [];
  return Object.entries(entry).flatMap(([key, inner]: [string, unknown]) => {
    if (typeof inner !== 'string') return namesIn(inner);
    if (key === 'check') return inner.split('.').slice(-1);
    return key === 'step' || key === 'mark' ? [inner] : [];
  });
}
