import type { JsonObject } from './json.ts';

/** What a field of `with` holds. A duration is written as `30s` and is milliseconds for the operation. */
export type FieldKind = 'region' | 'component' | 'watch' | 'duration';

/** The kinds of those fields that name something or have a unit; the others are what their schema says. */
export type Fields<With> = { [Field in keyof With & string]?: FieldKind };

/** The instant of the drill that the end of an action is: writes are cut off, the data is in its new place, users are sent there. */
export type ActionMark = 'fenced' | 'data' | 'traffic';

/** The rows that a check found, for an rpo: of the watch in this field of `with`, as `[from, to]` ranges in this key of its details. */
export interface RowProof<With> {
  rowsOf: keyof With & string;
  in: string;
}

/** What nobody can use while a fault is in force: the region in this field of `with`, the step's component, or nothing as a whole. */
export type TakesAway<With> = { region: keyof With & string } | 'component' | 'nothing';

/** The fields of an operation that hold something of a kind. */
export function fieldsOf({ fields = {} }: { fields?: Fields<JsonObject> }, kind: FieldKind): string[] {
  return Object.keys(fields).filter((field) => fields[field] === kind);
}
