import { flattenSteps } from '../../src/plan/plan.ts';
import type { DrillStatus } from '../seam/messages.ts';
import { type Run, openApproval, openQuestion } from './run.ts';
import { isSealed } from './seal.ts';

/** Where the drill is, for the status query. */
export function describeStatus(run: Run): DrillStatus {
  const { prepared, plan, story } = run;
  return {
    drill: run.id,
    key: prepared.key,
    runbook: plan.runbook.name,
    environment: plan.environment.name,
    planDigest: plan.digest,
    phase: describePhase(run),
    sealed: isSealed(run),
    root: prepared.root,
    approval: describeApproval(run),
    asked: describeQuestion(run),
    faults: Object.entries(story.faults).map(([step, fault]) => ({ step, ...fault })),
    steps: flattenSteps(plan.steps).map(({ id, verb }) => ({
      step: id,
      verb,
      status: story.statuses[id] ?? 'waiting',
    })),
    ifYouAbortNow: describeAbort(run),
  };
}

/** What the drill is doing, in words. */
export function describePhase({ wasReset, ending, phase }: Run): string {
  if (!wasReset || ending.kind === 'closing' || ending.kind === 'over') return phase;
  return 'it was reset and acts no more: abort it, which takes back what is in force, and start a new drill';
}

/** What an abort would do at this instant, in one sentence. */
export function describeAbort({ ending, seal, story }: Run): string {
  if (ending.kind === 'over') return 'nothing: the drill is over';
  if (ending.kind === 'closing')
    return 'nothing: the drill is ending, and what is in force is being taken back';
  const faults = Object.keys(story.faults);
  if (seal.kind === 'sealed') {
    const heals =
      faults.length === 0
        ? ''
        : ` Faults are still healed (${faults.join(', ')}) without letting the replaced writer back.`;
    return `the step under way stops and the drill asks what to do; \`${seal.by}\` is past the point of no return and stays.${heals}`;
  }
  return describeWayBack(faults, story);
}

function describeWayBack(faults: string[], { undoable, kept }: Run['story']): string {
  const parts = [
    ...(faults.length === 0 ? [] : [`heals ${faults.join(', ')}`]),
    ...(undoable.length === 0 ? [] : [`undoes ${undoable.toReversed().join(', ')}`]),
  ];
  const stays = kept.length === 0 ? '' : ` The runbook keeps ${kept.join(', ')} as it is.`;
  if (parts.length > 0) return `it goes back to the start: ${parts.join(' and ')}.${stays}`;
  return stays === '' ? 'the drill ends; nothing has been changed.' : `the drill ends.${stays}`;
}

function describeApproval(run: Run): DrillStatus['approval'] {
  const open = openApproval(run);
  if (open === null) return null;
  const { step, code, role, ask, shown } = open;
  return { step, code, role, ask, shown };
}

function describeQuestion(run: Run): DrillStatus['asked'] {
  const question = openQuestion(run);
  if (question === null) return null;
  const { step, failure } = question;
  return { step, message: failure.message, hint: failure.hint };
}
