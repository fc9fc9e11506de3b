import type { Drills } from '../client/connect.ts';
import type { Report } from '../report/report.ts';
import type { Instant } from '../time/instant.ts';
import type { TimelineEvent } from '../timeline/timeline.ts';
import { describeEvent, describeOffset } from './describe-event.ts';
import { describeRetry } from './describe-status.ts';
import { printProgress } from './print.ts';

/** Prints each event of a drill once, until its report (null: the signal fired first). */
export async function followAndPrint(
  drills: Drills,
  id: string,
  following: { signal: AbortSignal; onEvent?: (event: TimelineEvent) => Promise<void> },
): Promise<Report | null> {
  const { followDrill } = await import('../client/follow-drill.ts');
  let startedAt: Instant | null = null;
  return await followDrill(drills, id, {
    signal: following.signal,
    onSilence: (message) => printProgress(`          ${message}; the drill itself goes on, still following`),
    onRetry: (retry) => printProgress(`          ${describeRetry(retry)}`),
    onEvent: async (event) => {
      startedAt ??= event.at;
      const line = describeEvent(event);
      if (line !== null) printProgress(`${describeOffset(startedAt, event)}  ${line}`);
      await following.onEvent?.(event);
    },
  });
}
