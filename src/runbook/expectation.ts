import { z } from 'zod';
import { Conditions, Duration, Name, OperationId, Text } from '../document/fields.ts';
import { notes } from '../document/notes.ts';

const WatchExpectation = z.strictObject({
  watch: Name,
  that: Conditions,
  from: z.string().min(1).optional(),
});
export type WatchExpectation = z.output<typeof WatchExpectation>;

const CheckExpectation = z.strictObject({
  check: OperationId,
  target: z.string().min(1).optional(),
  with: z.record(z.string(), z.json()).default({}),
  that: Conditions,
  within: Duration.optional(),
  attempts: z.number().int().min(1).max(100).optional(),
});
export type CheckExpectation = z.output<typeof CheckExpectation>;

/** What must hold before the first step, or at the end: of a watch, or of a check's values. */
export const Expectation = z
  .union([WatchExpectation, CheckExpectation])
  .register(notes, { choice: { noun: 'an expectation', keys: ['watch', 'check'] } });
export type Expectation = z.output<typeof Expectation>;

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
