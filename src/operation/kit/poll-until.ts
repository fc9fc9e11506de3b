import type { OperationContext } from '../contract.ts';
import type { Json } from '../json.ts';
import { elapsedMs } from '../../time/instant.ts';

interface Poll<Seen> {
  look: () => Promise<Seen>;
  meets: (seen: Seen) => boolean | Promise<boolean>;
  /** Milliseconds between two looks. */
  everyMs: number;
  /** Milliseconds after which the last look is made; absent: as long as the attempt lives. */
  withinMs?: number;
  /** What is told of a look that does not meet it, as the attempt's progress. */
  beat?: (seen: Seen) => Json;
}

/** What was seen last, and whether it is what was waited for; false only with a limit. */
interface Polled<Seen> {
  met: boolean;
  seen: Seen;
}

/** Looks until what is seen meets what is waited for. Throws what a look throws, and when the attempt is cancelled. */
export async function pollUntil<Seen>(ctx: OperationContext, poll: Poll<Seen>): Promise<Polled<Seen>> {
  const { look, meets, everyMs, withinMs = Infinity, beat } = poll;
  const startedAt = ctx.now();
  for (;;) {
    const seen = await look();
    if (await meets(seen)) return { met: true, seen };
    if (elapsedMs(startedAt, ctx.now()) >= withinMs) return { met: false, seen };
    if (beat !== undefined) ctx.beat(beat(seen));
    await ctx.sleep(everyMs);
  }
}
