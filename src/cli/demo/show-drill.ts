import { answerApproval, decideDrill } from '../../client/answer-drill.ts';
import type { Drills } from '../../client/connect.ts';
import { startDrill } from '../../client/start-drill.ts';
import type { Report } from '../../report/report.ts';
import type { TimelineEvent } from '../../timeline/timeline.ts';
import { followAndPrint } from '../follow.ts';
import { printProgress } from '../print.ts';

/** A person of the lab's environment who may approve. */
const person = 'alice';

/** Runs the failover in the lab and answers for its person; null when the signal fired first. */
export async function showDrill(drills: Drills, signal: AbortSignal): Promise<Report | null> {
  const input = {
    runbook: 'region-failover',
    environment: 'lab',
    parameters: { from: 'us-west-2', to: 'us-east-2' },
    reason: 'demo',
    by: 'demo',
  };
  const id = await startDrill(drills, input, { signal, onWait: () => {} });
  return await followAndPrint(drills, id, {
    signal,
    onEvent: async (event) => await answer(drills, id, event),
  });
}

/** What a person at the terminal would do. A demo has nobody to repair things: it gives up what asks. */
async function answer(drills: Drills, id: string, event: TimelineEvent): Promise<void> {
  if (event.kind === 'drill-started') printProgress(`drill ${id} started`);
  if (event.kind === 'approval-asked') {
    await answerApproval(drills, { code: event.code, name: person, decision: 'approve', reason: 'demo' });
    printProgress(`           ${person} approved with code ${event.code}`);
  }
  if (event.kind === 'step-asked') {
    await decideDrill(drills, 'give-up', { id, name: person, reason: 'a demo repairs nothing' });
    printProgress(`           ${person} gave up ${event.step}`);
  }
}
