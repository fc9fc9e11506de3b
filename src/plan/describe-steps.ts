import { isSeal, lanesOf, type PlanStep } from './plan.ts';
import { describeStep } from './verbs/verbs.ts';

const sealLine = '---- the seal: no way back from here ----';

/** Steps in order, numbered, lanes indented below their group, with the seal before the first irreversible step. */
export function describeSteps(steps: PlanStep[]): string[] {
  const seal = { isDrawn: false };
  return steps.flatMap((step, index) => describeNumbered(step, `${index + 1}`, seal));
}

interface Seal {
  isDrawn: boolean;
}

function describeNumbered(step: PlanStep, number: string, seal: Seal): string[] {
  const parts = [...describeStep(step, seal.isDrawn), ...describeTerms(step)];
  const lanes = lanesOf(step).flatMap((lane, index) =>
    lane.flatMap((inner, place) => describeNumbered(inner, `${number}.${index + 1}.${place + 1}`, seal)),
  );
  const lines = [`${number}. ${step.id}: ${parts.join('; ')}`, ...lanes.map((line) => `   ${line}`)];
  if (!isSeal(step) || seal.isDrawn) return lines;
  seal.isDrawn = true;
  return [sealLine, ...lines];
}

/** What else was written about a step: what it requires, its mark, what happens when it fails. */
function describeTerms({ requires, mark, onFailure }: PlanStep): string[] {
  return [
    ...(requires.length === 0 ? [] : [`requires ${requires.join(', ')}`]),
    ...(mark === null ? [] : [`marks "${mark}"`]),
    ...(onFailure === null ? [] : [`on failure ${onFailure}`]),
  ];
}
