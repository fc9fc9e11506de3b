/** Something that `npm run bench` measures; its name selects it. */
export interface Measurement {
  name: string;
  /** What is measured, and how: one or two sentences under the table. */
  about: string;
  run(bench: Bench): Promise<Row[]>;
}

/** One line of the table: the same thing, measured several times. */
export interface Row {
  what: string;
  unit: 'ms' | 'MiB' | '%' | 'times' | 'count';
  values: number[];
  /** A part of the row above it. */
  part?: boolean;
}

/** What a measurement is given. */
export interface Bench {
  /** How often each thing is measured: what the user asked for, or the measurement's own number. */
  runs(usual: number): number;
  /** How many drills wait at once, in rising order. */
  waiting: number[];
  /** Has what is being started stopped again: at the end of the measurement, or when it is interrupted; the last one first. */
  use<Thing extends { stop(): Promise<unknown> }>(starting: Promise<Thing> | Thing): Promise<Thing>;
  /** Progress, on stderr. */
  say(line: string): void;
}

/** The column of a table of objects: one row for each key, a value from each object. */
export function toRows(unit: Row['unit'], found: Record<string, number>[], part = false): Row[] {
  const names = [...new Set(found.flatMap((one) => Object.keys(one)))];
  const valuesOf = (name: string) =>
    found.map((one) => one[name]).filter((value): value is number => value !== undefined);
  return names.map((what) => ({ what, unit, part, values: valuesOf(what) }));
}
