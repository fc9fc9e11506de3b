import { log, setCurrentDetails } from '@temporalio/workflow';
import type { TimelineEvent } from '../../src/timeline/timeline.ts';
import type { OperationAnswer } from '../seam/contract.ts';
import { addCalls } from '../seam/call-tally.ts';
import { renderBoard } from './board.ts';
import type { Run } from './run.ts';
import { tellStory } from './story.ts';

/** Appends to the timeline, folds it into the story and shows the new state on the board. */
export function record(run: Run, event: TimelineEvent): void {
  run.timeline.push(event);
  tellStory(run.story, event);
  refreshBoard(run);
}

export function enterPhase(run: Run, phase: string): void {
  run.phase = phase;
  refreshBoard(run);
}

/** Adds the AWS calls of an activity to the drill's tally; those that succeeded also show when each region was relied on. */
export function countCalls(run: Run, step: string, answer: OperationAnswer): void {
  const { startedAt, endedAt, answered = {} } = answer;
  if (Object.keys(answered).length > 0)
    record(run, { kind: 'calls-answered', at: endedAt, step, startedAt, calls: answered });
  addCalls(run.calls, answer);
}

/** The board is for people: a fault in drawing it must never stop a drill. */
export function refreshBoard(run: Run): void {
  try {
    setCurrentDetails(renderBoard(run));
  } catch (error) {
    log.error('board not drawn', { error });
  }
}
