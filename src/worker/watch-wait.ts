import { Context } from '@temporalio/activity';
import { setTimeout as delay } from 'node:timers/promises';
import type { WaitAnswer, WaitCall } from '../../workflows/activity-contract.ts';
import { reviveCompanion } from '../companion/launch.ts';
import { readSeries } from '../evidence/series-file.ts';
import { readInstant } from '../host/clock.ts';
import { evaluateWait } from '../samples/wait.ts';
import { addMs, elapsedMs } from '../time/instant.ts';

/** How often the sample file is read again. */
const lookEveryMs = 150;

/** Reads the recorded samples until the condition has held over one window of the pace, or the time is up. */
export async function waitForWatch(call: WaitCall): Promise<WaitAnswer> {
  const signal = Context.current().cancellationSignal;
  for (;;) {
    // When the time is up, what was measured until then must do.
    if (elapsedMs(call.since, readInstant()) <= call.withinMs) await reviveCompanion(call.root, signal);
    const now = readInstant();
    const series = await readSeries(call.root, call.watch);
    const answer = evaluateWait(series, {
      that: call.that,
      region: call.region,
      sustainedMs: call.sustainedMs,
      nowMs: now.monoMs,
      sinceMs: call.since.monoMs,
    });
    const { seen, values, window } = answer;
    const held = answer.held === true;
    const at = addMs(call.since, (held ? window.toMs : now.monoMs) - call.since.monoMs);
    if (held || elapsedMs(call.since, now) > call.withinMs) return { held, at, seen, values };
    Context.current().heartbeat({ seen });
    await delay(lookEveryMs, undefined, { signal });
  }
}
