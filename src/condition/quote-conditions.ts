import type { Condition } from './condition.ts';

/** Conditions as they were written, for people: `ok >= 99% and p99 < 500ms`. */
export function quoteConditions(conditions: Condition[]): string {
  return conditions.map(({ text }) => text).join(' and ');
}
