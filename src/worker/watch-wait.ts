import { setTimeout as delay } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import type { WaitAnswer, WaitCall } from '../../workflows/seam/contract.ts';
import { reviveCompanion } from '../companion/launch.ts';
import { messageOf } from '../errors/operation-error.ts';
import { readSeries } from '../evidence/series-file.ts';
import { readInstant } from '../host/clock.ts';
import { evaluateWait } from '../samples/wait.ts';
import { addMs, elapsedMs } from '../time/instant.ts';

/** How often the sample file is read again. */
const lookEveryMs = 150;

/**
 * Reads the recorded samples until the condition has held over one window of the pace, or the time is up. Samples that cannot be
 * read are looked for until then too, and leave it unknown.
 */
export async function waitForWatch(call: WaitCall): Promise<WaitAnswer> {
  const signal = Context.current().cancellationSignal;
  for (;;) {
    // When the time is up, what was measured until then must do.
    if (elapsedMs(call.since, readInstant()) <= call.withinMs) await reviveCompanion(call.root, signal);
    const now = readInstant();
    const { held, seen, values, toMs } = await look(call, now.monoMs);
    const at = addMs(call.since, (held === true ? toMs : now.monoMs) - call.since.monoMs);
    if (held === true || elapsedMs(call.since, now) > call.withinMs) return { held, at, seen, values };
    Context.current().heartbeat({ seen });
    await delay(lookEveryMs, undefined, { signal });
  }
}

async function look(
  { root, watch, that, region, sustainedMs, since }: WaitCall,
  nowMs: number,
): Promise<Omit<WaitAnswer, 'at'> & { toMs: number }> {
  try {
    const series = await readSeries(root, watch);
    const question = { that, region, sustainedMs, nowMs, sinceMs: since.monoMs };
    const { held, seen, values, window } = evaluateWait(series, question);
    return { held, seen, values, toMs: window.toMs };
  } catch (error) {
    return { held: 'unknown', seen: [messageOf(error)], values: {}, toMs: nowMs };
  }
}
