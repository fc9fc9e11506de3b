import type { OpenFault } from '../evidence/journal.ts';
import { elapsedMs, type Instant } from '../time/instant.ts';

/** By the monotonic clock, so that setting the wall clock neither delays a heal nor brings it forward. */
export function isExpired(fault: OpenFault, now: Instant): boolean {
  return elapsedMs(fault.at, now) >= fault.expiresAt - fault.at.at;
}
