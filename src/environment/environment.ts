import { z } from 'zod';
import { Duration, Name, Objectives, isFreeName } from '../document/fields.ts';
import { notes } from '../document/notes.ts';

const RegionName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,40}$/)
  .refine(isFreeName)
  .register(notes, { expected: 'a region such as us-east-2' });
const Url = z
  .string()
  .regex(/^https?:\/\/[^\s/@]+(\/\S*)?$/)
  .register(notes, { expected: 'an address such as http://127.0.0.1:4566' });
const Endpoints = z.record(z.string().regex(/^[a-z0-9-]+$/), Url).default({});

const Region = z.strictObject({ endpoints: Endpoints, power: Url.optional() });

const Resolver = z
  .string()
  .regex(/^(\d{1,3}(\.\d{1,3}){3}|\[[0-9A-Fa-f:]+\]):\d{1,5}$/)
  .register(notes, { expected: 'a resolver such as 10.0.0.2:53' });

const Pace = z.strictObject({ every: Duration, sustained: Duration });

const Person = z.strictObject({ roles: z.array(Name).min(1) }).register(notes, { notYet: ['key'] });

/** The least assurance taken of who answered. */
const Assurance = z
  .literal('claimed')
  .register(notes, { expected: '"claimed" (sso and signed are not supported yet)' });

const Guardrails = z
  .strictObject({ requireTag: z.record(z.string().min(1), z.string()).default({}) })
  .register(notes, { notYet: ['blocked', 'stopWhen'] });

const Bound = z.union([Name.transform((name) => [name]), z.array(Name).min(1)]);

/** Where drills run: regions, components, people, guardrails. Settings of components are judged by their kind. */
export const Environment = z.strictObject({
  environment: Name,
  account: z
    .strictObject({
      id: z
        .string()
        .regex(/^\d{12}$/)
        .register(notes, { expected: 'an account id of twelve digits in quotes' }),
    })
    .optional(),
  regions: z.record(RegionName, Region),
  global: z.strictObject({ endpoints: Endpoints }).default({ endpoints: {} }),
  /** Where Temporal, worker and evidence live; absent: in none of the regions. */
  runner: RegionName.optional(),
  resolvers: z.array(Resolver).default([]),
  pace: Pace,
  components: z.record(Name, z.looseObject({ kind: Name })),
  bind: z.record(Name, z.record(Name, Bound)).default({}),
  objectives: z.record(Name, z.record(Name, Objectives)).default({}),
  people: z.record(Name, Person).default({}),
  approvals: z.strictObject({ accept: Assurance }).default({ accept: 'claimed' }),
  guardrails: Guardrails.default({ requireTag: {} }),
});
export type Environment = z.output<typeof Environment>;
