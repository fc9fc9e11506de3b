import { z } from 'zod';
import { Name, Objectives, OperationId, Text } from '../document/fields.ts';
import { notes } from '../document/notes.ts';
import { Claim, Expectation } from './expectation.ts';
import { Step } from './step.ts';

const types = ['region', 'instant', 'duration', 'percent', 'number', 'text', 'component', 'choice'] as const;

const Parameter = z.strictObject({
  type: z.enum(types),
  /** The values of a `choice`. */
  of: z.array(z.string().min(1)).min(1).optional(),
  many: z.boolean().default(false),
  default: z.json().optional(),
});
export type Parameter = z.output<typeof Parameter>;

/** One component of a kind, or with `[kind]` one or more. */
const Need = z.union([Name, z.array(Name).length(1)]);

const Watch = z.strictObject({
  sample: OperationId,
  target: z.string().min(1),
  with: z.record(z.string(), z.json()).default({}),
});
export type Watch = z.output<typeof Watch>;

/** A list that is longer is no runbook for people; a plan must also fit into one message. */
const maxEntries = 200;

/** What a drill does; where it does it is the environment's matter. */
export const Runbook = z
  .strictObject({
    runbook: Name,
    title: Text,
    purpose: Text,
    parameters: z.record(Name, Parameter).default({}),
    needs: z.record(Name, Need).default({}),
    hurts: z.array(Name).default([]),
    objectives: z.record(Name, Objectives).default({}),
    watch: z.record(Name, Watch).default({}),
    steady: z.array(Expectation).max(maxEntries).default([]),
    steps: z.array(Step).min(1).max(maxEntries),
    settled: z.array(Expectation).max(maxEntries).default([]),
    claims: z.array(Claim).max(maxEntries).default([]),
  })
  .register(notes, { expected: 'a runbook' });
export type Runbook = z.output<typeof Runbook>;
