import { z } from 'zod';
import { Conditions, Duration, Name, OperationId, Text } from '../document/fields.ts';
import { notes } from '../document/notes.ts';

const OnFailure = z.enum(['undo', 'ask', 'continue']);
const Scalar = z.union([z.string(), z.number(), z.boolean()]);

const everyStep = {
  step: Name,
  when: z.record(Name, Scalar).default({}),
  mark: Name.optional(),
  requires: z.union([Name.transform((name) => [name]), z.array(Name).min(1)]).default([]),
  onFailure: OnFailure.optional(),
};
const operationStep = {
  ...everyStep,
  target: z.string().min(1).optional(),
  with: z.record(z.string(), z.json()).default({}),
  within: Duration.optional(),
  attempts: z.number().int().min(1).max(100).optional(),
};
const notYet = ['as', 'keep'];

const CheckStep = z
  .strictObject({ ...operationStep, check: OperationId, that: Conditions.optional() })
  .register(notes, { notYet });
export type CheckStep = z.output<typeof CheckStep>;

const DoStep = z
  .strictObject({
    ...operationStep,
    do: OperationId,
    undo: z.enum(['on-abort', 'at-end', 'never']).optional(),
    irreversible: z.literal('accepted').optional(),
  })
  .register(notes, { notYet });
export type DoStep = z.output<typeof DoStep>;

const InjectStep = z
  .strictObject({ ...operationStep, inject: OperationId, ttl: Duration })
  .register(notes, { notYet: [...notYet, 'for', 'until'] });
export type InjectStep = z.output<typeof InjectStep>;

const HealStep = z.strictObject({ ...everyStep, heal: Name }).register(notes, { notYet });
export type HealStep = z.output<typeof HealStep>;

const Approval = z.strictObject({
  by: Name,
  ask: Text,
  show: z.array(Name).default([]),
  within: Duration,
  otherwise: OnFailure,
});
const ApproveStep = z.strictObject({ ...everyStep, approve: Approval }).register(notes, { notYet });
export type ApproveStep = z.output<typeof ApproveStep>;

const WaitedCondition = z
  .strictObject({ watch: Name, that: Conditions, from: z.string().min(1).optional() })
  .register(notes, { notYet: ['until', 'check'] });
const WaitStep = z
  .strictObject({ ...everyStep, wait: z.union([Duration, WaitedCondition]), within: Duration.optional() })
  .register(notes, { notYet });
export type WaitStep = z.output<typeof WaitStep>;

const TogetherStep = z
  .strictObject({
    ...everyStep,
    together: z.array(z.array(z.lazy((): z.ZodType<Step> => Step)).min(1)).min(2),
  })
  .register(notes, { notYet });
export type TogetherStep = z.output<z.ZodObject<typeof everyStep>> & { together: Step[][] };

/** What is written for each verb. The verb is the key by which a step is told apart. */
export interface StepForms {
  check: CheckStep;
  do: DoStep;
  inject: InjectStep;
  heal: HealStep;
  approve: ApproveStep;
  wait: WaitStep;
  together: TogetherStep;
}
export type Verb = keyof StepForms;
export type Step = StepForms[Verb];

const forms: { [V in Verb]: z.ZodType<StepForms[V]> } = {
  check: CheckStep,
  do: DoStep,
  inject: InjectStep,
  heal: HealStep,
  approve: ApproveStep,
  wait: WaitStep,
  together: TogetherStep,
};

/** One step of a runbook, told apart by its verb. */
export const Step: z.ZodType<Step> = z.union(Object.values(forms)).register(notes, {
  choice: { noun: 'a step', keys: Object.keys(forms) },
  notYet: ['load', 'task', 'hold', 'each', 'steps', 'call'],
});

/** The verb of a step that has passed its schema. */
export function verbOf(step: Step): Verb {
  return Object.keys(step).find(isVerb)!;
}

function isVerb(key: string): key is Verb {
  return Object.hasOwn(forms, key);
}

/** The steps written inside a step, lane by lane; empty for most. */
export function innerSteps(step: Step): Step[][] {
  return 'together' in step ? step.together : [];
}
