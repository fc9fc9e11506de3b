import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { CompanionCall, EngineActivities } from '../../workflows/seam/contract.ts';
import { appendJournal, readJournal } from '../evidence/journal.ts';
import { awaitFirstSamples, launchCompanion, stopCompanion } from '../companion/launch.ts';
import { readInstant } from '../host/clock.ts';
import { elapsedMs } from '../time/instant.ts';
import { explainDisk } from './explain-disk.ts';
import { closeAbandoned } from './close-abandoned.ts';
import { toApplicationFailure } from './failure.ts';
import { findHolder } from './find-holder.ts';
import { judgeDrill } from './judge-drill.ts';
import { prepareDrill, type PrepareParts } from './prepare.ts';
import { requireWholeRun } from './same-run.ts';
import { waitForWatch } from './watch-wait.ts';

export type EngineParts = Omit<PrepareParts, 'workflow'> & { client: Client };

/** The engine's own activities: compile, measure, wait, judge. */
export function createEngineActivities(parts: EngineParts): EngineActivities {
  return {
    'drill.prepare': explained(async (input: unknown) => {
      const { workflowExecution } = Context.current().info;
      const workflow = { id: workflowExecution!.workflowId, runId: workflowExecution!.runId };
      return await prepareDrill({ ...parts, workflow }, input);
    }),
    'drill.holder': explained(async ({ guardianId }) => await findHolder(parts.client, guardianId)),
    'clock.read': explained(async () => readInstant()),
    'companion.start': explained(startCompanion),
    'companion.stop': explained(async ({ root }) => {
      await stopCompanion(root, Context.current().cancellationSignal);
      return readInstant();
    }),
    'watch.wait': explained(waitForWatch),
    'journal.healed-since': explained(async ({ root, since }) => {
      const entries = await readJournal(root);
      const later = entries.filter(({ at }) => elapsedMs(since, at) > 0);
      return { healed: later.flatMap((entry) => (entry.kind === 'healing' ? [entry.step] : [])) };
    }),
    'journal.seal': explained(async ({ root, quarantine }) => {
      const at = readInstant();
      await appendJournal(root, { at, kind: 'sealed', quarantine });
      return at;
    }),
    'drill.judge': explained(async (call) => {
      requireWholeRun(call, Context.current().info.workflowExecution!.runId);
      return await judgeDrill(call);
    }),
    'drill.close-abandoned': explained((call) => closeAbandoned(parts.client, call)),
  };
}

/** Beats while it runs, and turns every error into one that Temporal reports readably. */
function explained<Input extends unknown[], Output>(activity: (...input: Input) => Promise<Output>) {
  return async (...input: Input): Promise<Output> => {
    const { info, cancellationSignal } = Context.current();
    const context = Context.current();
    const timer = setInterval(() => context.heartbeat(), (info.heartbeatTimeoutMs ?? 5_000) / 4);
    try {
      return await activity(...input);
    } catch (error) {
      throw toApplicationFailure(explainDisk(error, { retryable: true }), {
        signal: cancellationSignal,
        attempt: info.attempt,
      });
    } finally {
      clearInterval(timer);
    }
  };
}

async function startCompanion({ root, drill, surroundings, watches }: CompanionCall) {
  const signal = Context.current().cancellationSignal;
  const config = { schema: 1 as const, root, drill, surroundings, watches };
  await launchCompanion(config, { signal }).catch((error: unknown) => {
    throw explainDisk(error, { retryable: false });
  });
  const names = watches.map(({ watch }) => watch);
  await awaitFirstSamples(root, names, AbortSignal.any([signal, AbortSignal.timeout(25_000)]));
  return readInstant();
}
