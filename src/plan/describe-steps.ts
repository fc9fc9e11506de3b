import { formatDuration } from '../time/duration.ts';
import { quote } from './describe-words.ts';
import type {
  ApproveStep,
  CheckStep,
  DoStep,
  HealStep,
  InjectStep,
  PlanStep,
  TogetherStep,
  WaitStep,
} from './plan.ts';

const sealLine = '---- the seal: no way back from here ----';

/** Steps in order, numbered, lanes indented below their group, with the seal before the first irreversible step. */
export function describeSteps(steps: PlanStep[]): string[] {
  const seal = { isDrawn: false };
  return steps.flatMap((step, index) => describeStep(step, `${index + 1}`, seal));
}

interface Seal {
  isDrawn: boolean;
}

function describeStep(step: PlanStep, number: string, seal: Seal): string[] {
  const lines =
    step.verb === 'together'
      ? describeTogether(step, number, seal)
      : [`${number}. ${describeOne(step, seal)}`];
  if (step.verb !== 'do' || step.irreversible === null || seal.isDrawn) return lines;
  seal.isDrawn = true;
  return [sealLine, ...lines];
}

function describeTogether(step: TogetherStep, number: string, seal: Seal): string[] {
  const lanes = step.lanes.flatMap((lane, index) =>
    lane.flatMap((inner, place) => describeStep(inner, `${number}.${index + 1}.${place + 1}`, seal)),
  );
  return [
    `${number}. ${step.id}: ${['together', ...describeTerms(step)].join('; ')}`,
    ...lanes.map((line) => `   ${line}`),
  ];
}

function describeOne(step: Exclude<PlanStep, TogetherStep>, seal: Seal): string {
  const parts = 'operation' in step ? describeOperation(step, seal) : describeOther(step);
  return `${step.id}: ${[...parts, ...describeTerms(step)].join('; ')}`;
}

function describeOperation(step: CheckStep | DoStep | InjectStep, seal: Seal): string[] {
  const what = `${step.verb} ${step.operation}${describeOn(step.component)}: ${step.summary}`;
  return [what, ...describeEffect(step, seal), withinOf(step.deadlineMs)];
}

/** What the step leaves behind, or for a check what must be seen. */
function describeEffect(step: CheckStep | DoStep | InjectStep, seal: Seal): string[] {
  if (step.verb === 'do') return [describeUndo(step, seal)];
  if (step.verb === 'inject') return [describeHeal(step)];
  return step.that.length === 0 ? [] : [`must be ${quote(step.that)}`];
}

function describeOther(step: ApproveStep | HealStep | WaitStep): string[] {
  if (step.verb === 'heal') return [`heal ${step.fault}`];
  if (step.verb === 'wait') return describeWait(step);
  const shown = step.show.length === 0 ? '' : `, shown ${step.show.join(', ')}`;
  return [
    `approve by ${step.by}: "${step.ask}"${shown}`,
    `${withinOf(step.withinMs)}, otherwise ${step.otherwise}`,
  ];
}

function describeOn(component: string | null): string {
  return component === null ? '' : ` on ${component}`;
}

function withinOf(ms: number): string {
  return `within ${formatDuration(ms)}`;
}

function describeUndo({ irreversible, undo }: DoStep, { isDrawn }: Seal): string {
  if (irreversible !== null) return `cannot be undone: ${irreversible}`;
  if (isDrawn && undo === 'on-abort') return 'kept, being after the seal';
  return { 'on-abort': 'undone on abort', 'at-end': 'undone at the end', never: 'never undone' }[undo];
}

function describeHeal({ heal, ttlMs }: InjectStep): string {
  const limit = `at the latest after ${formatDuration(ttlMs)}`;
  if (heal.kind === 'step') return `healed by ${heal.step}, ${limit}`;
  return `healed at the end, ${limit}`;
}

function describeWait({ until, withinMs }: WaitStep): string[] {
  if (until.kind === 'time') return [`wait ${formatDuration(until.ms)}`];
  const from = until.region === null ? '' : ` from ${until.region}`;
  return [`wait until ${until.watch} has ${quote(until.that)}${from}`, withinOf(withinMs)];
}

/** What else was written about a step: what it requires, its mark, what happens when it fails. */
function describeTerms({ requires, mark, onFailure }: PlanStep): string[] {
  return [
    ...(requires.length === 0 ? [] : [`requires ${requires.join(', ')}`]),
    ...(mark === null ? [] : [`marks "${mark}"`]),
    ...(onFailure === null ? [] : [`on failure ${onFailure}`]),
  ];
}
