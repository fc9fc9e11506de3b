import type { Preview } from '../../src/operation/contract.ts';
import type { JsonObject, Json } from '../../src/operation/json.ts';
import type { DoStep, InjectStep, PlannedCall } from '../../src/plan/plan.ts';
import { limitPhase } from '../../src/plan/limit-phase.ts';
import type { OperationAnswer, PhaseCall } from '../seam/contract.ts';
import { callOperation, narrowSurroundings } from '../seam/activities.ts';
import { addCalls, countedBefore } from '../seam/call-tally.ts';
import { StepFailed } from '../seam/failure.ts';
import { countCalls, record } from './record.ts';
import type { Run } from './run.ts';

/** Anything of a plan that calls an operation: a step, or an expectation. */
type Calling = { id: string } & PlannedCall;

/** Calls one phase of an operation where the plan says that it runs. */
export async function callPlanned<Call extends PhaseCall>(
  run: Run,
  step: Calling,
  phase: Call,
): Promise<OperationAnswer<Call['phase']>> {
  const input = fillReferences(run, step.with);
  const subject = {
    drill: { id: run.id, key: run.prepared.key, step: step.id },
    preparedRunId: run.prepared.runId,
    surroundings: narrowSurroundings(run.plan.surroundings, step.sees),
    component: step.component,
    with: input,
    root: run.prepared.root,
  };
  try {
    const answer = await callOperation(
      step.operation,
      { subject, phase },
      {
        queue: step.runsOn === 'host' ? run.prepared.hostQueue : 'drillmaster',
        limit: limitPhase(step, phase.phase === 'preview' || phase.phase === 'confirm' ? 'look' : 'act'),
        attempts: step.attempts,
        summary: `${step.id}: ${phase.phase}`,
      },
    );
    countCalls(run, step.id, answer);
    return answer;
  } catch (error) {
    addCalls(run.calls, countedBefore(error));
    throw error;
  }
}

/** Read-only look before a mutating step. What it will touch must be what the plan was approved for. */
export async function previewStep(run: Run, step: DoStep | InjectStep): Promise<Preview> {
  const answer = await callPlanned(run, step, { phase: 'preview' });
  const { preview } = answer.result;
  const { changes, prior, targets } = preview;
  record(run, {
    kind: 'previewed',
    at: answer.endedAt,
    step: step.id,
    changes,
    prior,
    targets,
    replaces: preview.replaces ?? [],
  });
  const unplanned = targets.filter((target) => isPlannable(run, target.component) && !isPlanned(run, target));
  if (unplanned.length > 0) {
    throw new StepFailed({
      kind: 'Drift',
      message: `targets have drifted: expected those of the plan, got ${unplanned.map((target) => target.id).join(', ')}`,
      hint: 'make a new plan and have it approved',
    });
  }
  return preview;
}

function isPlannable(run: Run, component: string): boolean {
  return Object.hasOwn(run.plan.surroundings.components, component);
}

function isPlanned(run: Run, target: Preview['targets'][number]): boolean {
  return run.plan.targets.some(
    (planned) => planned.component === target.component && planned.id === target.id,
  );
}

/** Replaces `{ "$ref": "baseline.snapshot" }` by the earlier result, `$ref: marks.x` by that mark's epoch milliseconds. */
export function fillReferences(run: Run, input: JsonObject): JsonObject {
  const fill = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== 'object' || value === null) return value;
    const reference = value['$ref'];
    if (typeof reference === 'string') return lookUp(run, reference);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner)]));
  };
  return fill(input) as JsonObject;
}

function lookUp(run: Run, reference: string): Json {
  const cut = reference.lastIndexOf('.');
  const [step, name] = [reference.slice(0, cut), reference.slice(cut + 1)];
  const value = step === 'marks' ? run.story.marks[name]?.at : run.story.values[step]?.[name];
  if (value !== undefined) return value;
  throw new StepFailed({
    kind: 'ReferenceEmpty',
    message: `reference $${reference} is empty: expected a result of ${step}, got none (was it skipped?)`,
    hint: `retry ${step}, or skip this step`,
  });
}
