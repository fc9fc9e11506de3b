import type { Condition } from './condition.ts';

/** Conditions as they were written, for a report: `ok >= 99%, p99 < 500ms`. */
export function quoteConditions(conditions: Condition[]): string {
  return conditions.map(({ text }) => text).join(', ');
}
