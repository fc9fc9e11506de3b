import type { Path } from '../../document/mapping.ts';
import type { OperationOf, StepOperation } from '../../operation/contract.ts';
import type { JsonObject } from '../../operation/json.ts';
import type { StepForms } from '../../runbook/step.ts';
import { formatDuration } from '../../time/duration.ts';
import { compileCall } from '../call/compile-call.ts';
import { planCall } from '../call/plan-call.ts';
import { limitPhase } from '../limit-phase.ts';
import type { OperationStep, PlannedCall } from '../plan.ts';
import type { Lane } from './lane.ts';

interface Called<Kind extends StepOperation['kind']> {
  kind: Kind;
  operation: string;
  written: StepForms['check' | 'do' | 'inject'];
}

interface CompiledOperation<Found extends StepOperation> {
  operation: Found;
  input: JsonObject;
  parts: (PlannedCall & { summary: string })[];
}

/** The operation that a step calls, and the part of the plan that steps with operations share, for each component; null (reported) when it is wrong. */
export function compileOperation<Kind extends StepOperation['kind']>(
  lane: Lane,
  { kind, operation: id, written }: Called<Kind>,
  path: Path,
): CompiledOperation<OperationOf<Kind>> | null {
  const call = compileCall(lane, { kind, operation: id, target: written.target, with: written.with }, path);
  if (call === null) return null;
  const { operation } = call;
  const { summary } = operation;
  return {
    operation,
    input: call.with,
    parts: planCall(lane.scope, call, written).map((part) => ({ ...part, summary })),
  };
}

/** A step that runs an operation, in parts: what it runs, the effects, and its deadline. */
export function describeOperation(step: OperationStep & { verb: string }, effects: string[]): string[] {
  const on = step.component === null ? '' : ` on ${step.component}`;
  const what = `${step.verb} ${step.operation}${on}: ${step.summary}`;
  return [what, ...effects, `within ${formatDuration(step.deadlineMs)}`];
}

/** The act and so many looks around it, each with its retries. */
export function worstCaseOfPhases(step: OperationStep, looks: number): number {
  return looks * limitPhase(step, 'look').withinMs + limitPhase(step, 'act').withinMs;
}
