import { z } from 'zod';

/** What a schema cannot say by itself, for messages: how its value is called, which keys choose between its forms, what comes later. */
export interface Note {
  /** `a duration such as 30s`. */
  expected?: string;
  /** A union of mappings, told apart by which one of these keys is there. */
  choice?: { noun: string; keys: string[] };
  /** Keys of the language that this version does not act on: refused, but not as unknown. */
  notYet?: string[];
}

/** Notes on schemas, by schema. */
export const notes = z.registry<Note>();
