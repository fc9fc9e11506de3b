import type { Comparison, Condition, Measure } from './condition.ts';
import { formatDuration } from '../time/duration.ts';

type Value = number | string | boolean;

/**
 * Compares the named values of a check with its conditions. A missing name is `unknown`, never held. `seen` says for each
 * condition what was found: `lag = 12 ms`.
 */
export function evaluateValues(
  conditions: Condition[],
  values: Record<string, Value>,
): { held: boolean | 'unknown'; seen: string[] } {
  const results = conditions.map((condition) => {
    const value = values[condition.name];
    if (value === undefined) return { held: 'unknown' as const, seen: `${condition.name} is unknown` };
    return {
      held: compareValues(value, condition.comparison, condition.value),
      seen: `${condition.name} = ${formatValue(value, condition.measure)}`,
    };
  });
  const held = results.some((result) => result.held === false)
    ? false
    : results.some((result) => result.held === 'unknown')
      ? 'unknown'
      : true;
  return { held, seen: results.map((result) => result.seen) };
}

/** `left comparison right`; texts and booleans know equality only. */
function compareValues(left: Value, comparison: Comparison, right: Value): boolean {
  if (comparison === '=') return left === right;
  if (comparison === '!=') return left !== right;
  if (typeof left !== 'number' || typeof right !== 'number') return false;
  switch (comparison) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

/** A value as people read it: `8.1 s`, `99.5%`, `12`. */
export function formatValue(value: Value, measure: Measure): string {
  if (typeof value !== 'number') return String(value);
  switch (measure) {
    case 'duration':
      return formatDuration(value);
    case 'percent':
      return `${Math.round(value * 100) / 100}%`;
    case 'bytes':
      return `${value} B`;
    case 'count':
    case 'text':
    case 'boolean':
      return String(Math.round(value * 1_000) / 1_000);
  }
}
