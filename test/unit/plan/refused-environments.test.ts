import { expect, test } from 'vitest';
import { listProblems, replaceIn } from '../../support/compile-example.ts';
import { exampleEnvironment } from '../../support/example-environment.ts';

/** [what is wrong, text in the file, its replacement, what the one problem must say]. */
type Case = [title: string, part: string, replacement: string, problem: RegExp];

const inEnvironment: Case[] = [
  [
    'an unknown kind',
    'kind: service',
    'kind: servce',
    /^environment\.yaml:21:11: .*unknown kind.*\n.*did you mean "service"/,
  ],
  [
    'a misspelt setting',
    'instances: {',
    'instnces: {',
    /unknown key: .*got "instnces"\n.*did you mean "instances"/,
  ],
  [
    'a literal password',
    '{ env: SHOP_DB_PASSWORD }',
    'hunter2',
    /^environment\.yaml:18:15: components\.database\.password: literal secret/,
  ],
  ['a literal key in a header', '{ env: SHOP_API_KEY }', 'abcdefgh', /x-api-key: literal secret/],
  [
    'a runner that the fault hits',
    'runner: us-east-2',
    'runner: us-west-2',
    /fault would hit its own runner/,
  ],
  [
    'a runner in no region',
    'runner: us-east-2',
    'runner: us-west-3',
    /^environment\.yaml:7:9: runner: unknown region/,
  ],
  [
    'an account that YAML takes for a number',
    '"123456789012"',
    '123456789012',
    /account\.id: expected .* in quotes, got number 123456789012/,
  ],
  ['an assurance of a later version', 'accept: claimed', 'accept: signed', /signed are not supported yet/],
  [
    'a guardrail of a later version',
    'guardrails: {',
    'guardrails: { stopWhen: [],',
    /"stopWhen" is not supported yet/,
  ],
  [
    'a component in an unknown region',
    'us-east-2: shop-east',
    'us-east-1: shop-east',
    /unknown region.* got "us-east-1"/,
  ],
  [
    'a pace that no deadline fits',
    'sustained: 3s',
    'sustained: 2m',
    /impossible deadline: expected longer than 2 min/,
  ],
  [
    'a window without samples',
    'every: 20ms',
    'every: 20s',
    /pace\.sustained: expected at least the 20000 ms/,
  ],
  [
    'a binding to no component',
    'approvals:',
    'bind: { region-failover: { services: chekout } }\napprovals:',
    /unknown component of kind service.*\n.*did you mean "checkout"/,
  ],
  [
    'a binding to another kind',
    'approvals:',
    'bind: { region-failover: { services: database } }\napprovals:',
    /expected a component of kind service, got "database" of kind rds-postgres/,
  ],
  [
    'a binding of no need',
    'approvals:',
    'bind: { region-failover: { servces: checkout } }\napprovals:',
    /unknown need.*\n.*did you mean "services"/,
  ],
  [
    'a looser objective',
    'approvals:',
    'objectives: { region-failover: { reads: { rto: 20m } } }\napprovals:',
    /expected at most the runbook's 10 min, got 20 min/,
  ],
];

test.each(inEnvironment)(
  'compilePlan refuses %s with exactly one problem, its place and what to do',
  (_title, part, replacement, problem) => {
    const problems = listProblems({ environment: replaceIn(exampleEnvironment, part, replacement) });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  },
);

test('compilePlan refuses a need that two components fit', () => {
  const second = exampleEnvironment.replace(
    / {2}database:[\s\S]*?(?= {2}checkout:)/,
    (part) => part + part.replace('database:', 'archive:'),
  );

  const problems = listProblems({ environment: second });

  expect(problems[0]).toMatch(
    /missing component: expected one of kind rds-postgres.*got database, archive\n.*bind:/,
  );
});

test('compilePlan refuses a need that nothing fits', () => {
  const without = exampleEnvironment.replace(/ {2}checkout:[\s\S]*?(?=people:)/, '');

  expect(listProblems({ environment: without })).toEqual([
    expect.stringMatching(/expected one of kind service in environment example, got none\n.*add a component/),
  ]);
});

test('compilePlan refuses an occasion that is not supported yet', () => {
  expect(listProblems({ occasion: 'disaster' })).toEqual([
    expect.stringMatching(/^input: .*not supported yet/),
  ]);
});
