import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { InvalidInput, formatProblem } from '../../../src/errors/problem.ts';
import { defineKind, offers } from '../../../src/operation/component-kind.ts';
import { defineFault, type Catalog, type Fault } from '../../../src/operation/contract.ts';
import { TtlSeconds } from '../../../src/operation/kit/shapes.ts';
import { NameRecord } from '../../../src/operation/name-record.ts';
import { named } from '../../../src/operation/traits.ts';
import { compilePlan } from '../../../src/plan/compile-plan.ts';
import { flattenSteps, type Plan } from '../../../src/plan/plan.ts';
import { compileExample } from '../../support/compile-example.ts';
import { exampleEnvironment } from '../../support/example-environment.ts';
import { createFakeCatalog } from '../../support/fake-catalog.ts';

const never = () => Promise.reject(new Error('it only declares'));

/** Names a region and takes none away: its users get slow answers. */
const delay: Fault = defineFault<{ region: string; delay: number }>({
  kind: 'fault',
  id: 'net.delay',
  summary: 'Delays what goes to a region',
  on: [],
  with: z.strictObject({ region: z.string(), delay: z.number().max(60_000) }),
  fields: { region: 'region', delay: 'duration' },
  takesAway: 'nothing',
  names: {},
  deadlineMs: 5_000,
  attempts: 1,
  aws: [],
  preview: never,
  inject: never,
  confirm: never,
  heal: never,
  healed: never,
  find: never,
});

/** A kind that no operation has heard of. */
type Mailbox = z.infer<typeof Mailbox>;
const Mailbox = z.strictObject({ address: NameRecord.extend({ ttl: TtlSeconds }) });
const mailbox = defineKind({
  kind: 'mailbox',
  settings: Mailbox,
  is: [offers(named, ({ address }: Mailbox) => address)],
  targets: () => [],
});

const mailboxes = exampleEnvironment.replace(
  'people:',
  '  mail: { kind: mailbox, address: { zone: Z1, host: mail.shop.test, ttl: 1s, values: { us-west-2: 127.0.1.9, us-east-2: 127.0.2.9 } } }\npeople:',
);

function compile(steps: string, { needs = '{}' }: { needs?: string } = {}): Plan {
  const { operations, kinds } = createFakeCatalog();
  const catalog: Catalog = { operations: [...operations, delay], kinds: [...kinds, mailbox] };
  const text = `runbook: small\ntitle: Small\npurpose: Tests.\nneeds: ${needs}\nhurts: []\nsteps:\n${steps}\n`;
  return compilePlan({
    runbook: { file: 'runbook.yaml', text },
    environment: { file: 'environment.yaml', text: mailboxes },
    parameters: {},
    occasion: 'drill',
    catalog,
    toolVersion: '0.1.0',
    sha256: (digested) => createHash('sha256').update(digested).digest('hex'),
  });
}

function problemsOf(steps: string, options?: { needs?: string }): string {
  try {
    compile(steps, options);
    return '';
  } catch (error) {
    if (error instanceof InvalidInput) return error.problems.map(formatProblem).join('\n');
    throw error;
  }
}

function slow(value: string): string {
  return `  - { step: slow, inject: net.delay, with: { region: us-west-2, delay: ${value} }, ttl: 1h }`;
}

describe('what an operation means', () => {
  test('is frozen into its steps: marks of actions, rows that checks prove, what faults take away', () => {
    const meanings: Record<string, unknown> = {};
    for (const step of flattenSteps(compileExample().steps)) {
      if (step.verb === 'do') meanings[step.id] = step.marks;
      if (step.verb === 'check') meanings[step.id] = step.proves;
      if (step.verb === 'inject') meanings[step.id] = step.takesAway;
    }
    expect(meanings).toEqual({
      baseline: { kind: 'nothing' },
      'lose-region': { kind: 'region', region: 'us-west-2' },
      fence: 'fenced',
      promote: 'data',
      'swap-database': 'traffic',
      'swap-services': 'traffic',
      audit: { kind: 'rows', watch: 'writes', in: 'presentRanges' },
      integrity: { kind: 'nothing' },
    });
  });

  test('is its own: a fault with a region that it does not take away may have the runner’s', () => {
    const { steps } = compile(
      '  - { step: slow, inject: net.delay, with: { region: us-east-2, delay: 300ms }, ttl: 1h }',
    );
    expect(steps[0]).toMatchObject({ takesAway: { kind: 'nothing' } });
  });
});

describe('a field that is a duration', () => {
  test('is written with its unit and is milliseconds for the operation', () => {
    expect(compile(slow('1.5s')).steps[0]).toMatchObject({ with: { delay: 1_500 } });
  });

  test.each(['soon', '300', '[1s]'])('refuses %s, once', (value) => {
    const problems = problemsOf(slow(value));
    expect(problems).toMatch(/with\.delay: expected a duration such as 30s, got/);
    expect(problems.split('\n').filter((line) => line.includes('delay'))).toHaveLength(1);
  });

  test('is judged by the schema in milliseconds', () => {
    expect(problemsOf(slow('2m'))).toContain('60000');
  });
});

describe('a component of a new kind', () => {
  const swap = '  - { step: swap, do: route53.swap, target: box, with: { to: us-east-2 } }';

  test('works with every operation whose traits it offers', () => {
    const { steps, surroundings } = compile(swap, { needs: '{ box: mailbox }' });
    expect(steps[0]).toMatchObject({ component: 'mail', marks: 'traffic' });
    expect(surroundings.components['mail']?.traits).toMatchObject({
      named: { host: 'mail.shop.test', ttl: 1 },
    });
  });

  test('is refused by one that asks for more, which says what kinds it takes', () => {
    const fence = '  - { step: fence, do: rds.fence, target: box, with: { region: us-west-2, through: [] } }';
    expect(problemsOf(fence, { needs: '{ box: mailbox }' })).toContain(
      'wrong kind of component: expected rds-postgres for rds.fence, got "mail" of kind mailbox',
    );
  });
});
