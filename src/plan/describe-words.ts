import type { Json } from '../operation/json.ts';
import { formatDuration } from '../time/duration.ts';
import type { Window } from './plan.ts';

/** A parameter's value: a text as it is, a list with commas. */
export function writeValue(value: Json): string {
  if (Array.isArray(value)) return value.map(writeValue).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A window in words: `during lose-region`. */
export function describeWindow(window: Window): string {
  if (window.kind === 'step') return `during ${window.step}`;
  if (window.kind === 'between') return `from ${window.from} to ${window.to}`;
  if (window.kind === 'after') return `within ${formatDuration(window.withinMs)} after ${window.step}`;
  return 'all the time';
}
