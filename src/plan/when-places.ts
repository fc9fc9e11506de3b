import { isMapping, type Path } from '../document/mapping.ts';
import type { ParsedDocument } from '../document/parse-document.ts';
import type { Problem } from '../errors/problem.ts';

/** What must hold so that something in the text is compiled: parameters and the texts that they must have. */
export type Conditions = [string, string][];

/**
 * For each place inside of steps, when it is compiled: what the `when`s of its step and of the steps around it ask for. A
 * place has several of them when an alias uses it in several steps.
 */
export function whenPlaces(document: ParsedDocument): Map<string, Conditions[]> {
  const places = new Map<string, Conditions[]>();
  const note = (path: Path, conditions: Conditions): void => {
    const key = placeKey(document.locate(path, 'value'));
    places.set(key, [...(places.get(key) ?? []), conditions]);
  };
  const walk = (value: unknown, path: Path, conditions: Conditions): void => {
    note(path, conditions);
    if (typeof value !== 'object' || value === null) return;
    const asked = isMapping(value) && isMapping(value['when']) ? Object.entries(value['when']) : [];
    const all = [...conditions, ...asked.map(([name, text]): [string, string] => [name, String(text)])];
    for (const [key, inner] of Object.entries(value)) {
      const innerPath = [...path, Array.isArray(value) ? Number(key) : key];
      if (key !== 'when' || asked.length === 0) walk(inner, innerPath, all);
      // The values of a `when` are looked at one after the other, until one does not hold.
      else
        asked.forEach(([name], index) => note([...innerPath, name], all.slice(0, conditions.length + index)));
    }
  };
  walk(document.value['steps'], ['steps'], []);
  return places;
}

/** One place of a text as a key. */
export function placeKey({ line, column }: Problem['where']): string {
  return `${line}:${column}`;
}
