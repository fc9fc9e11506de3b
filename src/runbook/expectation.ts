import { z } from 'zod';
import { Conditions, Duration, Name, OperationId, Text } from '../document/fields.ts';
import { notes } from '../document/notes.ts';

const WatchExpectation = z.strictObject({
  watch: Name,
  that: Conditions,
  from: z.string().min(1).optional(),
});
type WatchExpectation = z.output<typeof WatchExpectation>;

const CheckExpectation = z.strictObject({
  check: OperationId,
  target: z.string().min(1).optional(),
  with: z.record(z.string(), z.json()).default({}),
  that: Conditions,
  within: Duration.optional(),
  attempts: z.number().int().min(1).max(100).optional(),
});
type CheckExpectation = z.output<typeof CheckExpectation>;

/** What is written for each kind of expectation. The kind is the key by which it is told apart. */
export interface ExpectationForms {
  watch: WatchExpectation;
  check: CheckExpectation;
}
export type Expectation = ExpectationForms[keyof ExpectationForms];

const forms: { [Kind in keyof ExpectationForms]: z.ZodType<ExpectationForms[Kind]> } = {
  watch: WatchExpectation,
  check: CheckExpectation,
};

/** What must hold before the first step, or at the end: of a watch, or of a check's values. */
export const Expectation: z.ZodType<Expectation> = z
  .union(Object.values(forms))
  .register(notes, { choice: { noun: 'an expectation', keys: Object.keys(forms) } });

/** The kind of an expectation that has passed its schema. */
export function kindOf(expectation: Expectation): keyof ExpectationForms {
  return Object.keys(expectation).find(isKind)!;
}

function isKind(key: string): key is keyof ExpectationForms {
  return Object.hasOwn(forms, key);
}

/** A sentence judged afterwards from the samples of one watch in one window: `during` something, or `after` a step `within` a time. */
export const Claim = z.strictObject({
  claim: Text,
  watch: Name,
  during: z.union([Name, z.tuple([Name, Name])]).optional(),
  after: Name.optional(),
  within: Duration.optional(),
  that: Conditions,
  from: z.string().min(1).optional(),
});
export type Claim = z.output<typeof Claim>;
