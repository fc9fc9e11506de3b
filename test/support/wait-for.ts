import { setTimeout as delay } from 'node:timers/promises';
import { patience } from './patience.ts';

/** Looks until `look` gives something other than null; throws with the last look's description after the deadline. */
export async function waitFor<Found>(
  look: () => Promise<Found | null>,
  withinMs = patience.soonMs,
): Promise<Found> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > deadline)
      throw new Error(`not seen within ${withinMs} ms: ${look.toString().slice(0, 200)}`);
    await delay(25);
  }
}
