import { formatDuration } from '../time/duration.ts';

/** A measured duration for people; null was not measured. */
export function showMs(ms: number | null): string {
  return ms === null ? 'not measured' : formatDuration(ms);
}
