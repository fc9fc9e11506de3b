import { CancellationScope } from '@temporalio/workflow';
import { engineActivities } from '../seam/activities.ts';
import { StepFailed } from '../seam/failure.ts';
import { tellSeal } from './guardian-link.ts';
import { record } from './record.ts';
import type { Run } from './run.ts';
import { fenceOf, isSealed, untoldQuarantine } from './seal.ts';

/**
 * The seal: known to drill, guardian and journal before the first irreversible action runs. An abort that comes in between
 * finds it sealed: it asks, for nobody could tell any more how far it went. A later promotion tells of its own fence.
 */
export async function sealDrill(run: Run, step: string, why: string): Promise<void> {
  // Of a promotion that is tried again, or of a second one.
  requireFence(run);
  if (untoldQuarantine(run) === null) return;
  const first = !isSealed(run);
  await checkFence(run);
  const quarantine = fenceOf(run)?.replaced.slice() ?? [];
  const by = run.seal.kind === 'sealed' ? run.seal.by : step;
  run.seal = { kind: 'sealed', by, fence: fenceOf(run), known: quarantine.length };
  const { hostQueue, root } = run.prepared;
  await CancellationScope.nonCancellable(async () => {
    await tellSeal(run, { step, quarantine });
    const at = await engineActivities(hostQueue, 10_000)['journal.seal']({ root, quarantine });
    if (first) record(run, { kind: 'sealed', at, step, why });
  });
  // Who heals says so in the journal and then reads the seal there; the seal is written and then looks who heals.
  await checkFence(run);
}

/** A fault that was healed after the fence was proven may have let the old writer back: then the proof is worth nothing. */
async function checkFence(run: Run): Promise<void> {
  const { hostQueue, root } = run.prepared;
  const fence = fenceOf(run);
  if (fence === null) return;
  const journal = engineActivities(hostQueue, 10_000);
  const { healed } = await journal['journal.healed-since']({ root, since: fence.provenAt });
  fenceOf(run)?.unfencedBy.push(...healed);
  requireFence(run);
}

function requireFence(run: Run): void {
  const unfencedBy = new Set(fenceOf(run)?.unfencedBy);
  if (unfencedBy.size === 0) return;
  throw new StepFailed({
    kind: 'FenceStale',
    message: `the fence holds no longer: expected no fault healed since it was proven, got ${[...unfencedBy].join(', ')}`,
    hint: 'the old writer may be back: start a new drill',
  });
}
