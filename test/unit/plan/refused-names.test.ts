import { expect, test } from 'vitest';
import { failoverRunbook, listProblems, replaceIn } from '../../support/compile-example.ts';

/** [what is wrong, text in the file, its replacement, what the one problem must say]. */
type Case = [title: string, part: string, replacement: string, problem: RegExp];

const inRunbook: Case[] = [
  [
    'a result that the operation has not',
    '$baseline.snapshot',
    '$baseline.snapshts',
    /unknown result of baseline.*\n.*did you mean "snapshot"/,
  ],
  [
    'a result of another type',
    '$baseline.snapshot',
    '$baseline.tables',
    /wrong kind of result: .* got a count/,
  ],
  [
    'a result of no step',
    '$baseline.snapshot',
    '$basline.snapshot',
    /unknown earlier step.*\n.*did you mean "baseline"/,
  ],
  [
    'a mark that is not set',
    '$baseline.snapshot',
    '$marks.declred',
    /unknown earlier mark.*\n.*did you mean "declared"/,
  ],
  [
    'an unknown reference',
    'region: $from }',
    'region: $frm }',
    /unknown reference.*\n.*did you mean "\$from"/,
  ],
  ['a reference in a question', 'Fail over to $to?', 'Fail over to $two?', /approve\.ask: unknown reference/],
  [
    'a target that is no need',
    'target: services, with: { to: $to }',
    'target: service, with: { to: $to }',
    /unknown need.*\n.*did you mean "services"/,
  ],
  [
    'a target of another kind',
    'audit\n    target: database',
    'audit\n    target: services',
    /expected rds-postgres for ledger\.audit, got "checkout" of kind service/,
  ],
  [
    'a missing target',
    'target: database, with: { standby: $to }',
    'with: { standby: $to }',
    /missing target: expected a need of kind rds-postgres/,
  ],
  [
    'a target for an operation without',
    'with: { region: $from }, ttl',
    'target: database, with: { region: $from }, ttl',
    /expected no target for region\.power-off/,
  ],
  [
    'an input that the operation does not know',
    'with: { standby: $to }',
    'with: { standby: $to, force: true }',
    /with\.force: unknown key: expected one of standby, got "force"/,
  ],
  ['a missing input', 'with: { standby: $to }', 'with: {}', /with\.standby: expected text, got nothing/],
  [
    'a region that is none',
    'with: { standby: $to }',
    'with: { standby: us-esat-2 }',
    /unknown region.*\n.*did you mean "us-east-2"/,
  ],
  [
    'a component that is none',
    'through: $services',
    'through: [chekout]',
    /unknown component.*\n.*did you mean "checkout"/,
  ],
  [
    'an unknown watch to audit',
    'with: { watch: writes }',
    'with: { watch: write }',
    /unknown watch.*\n.*did you mean "writes"/,
  ],
  [
    'an unknown watch to wait for',
    'wait: { watch: writes',
    'wait: { watch: write',
    /unknown watch.*\n.*did you mean "writes"/,
  ],
  [
    'a request that the service has not',
    'request: read',
    'request: raed',
    /cannot watch checkout with http\.request/,
  ],
  ['a duplicate step', 'step: audit', 'step: detect', /duplicate step/],
  ['a duplicate mark', 'mark: declared', 'mark: detected', /duplicate mark/],
  [
    'a mark that the engine measures',
    'mark: declared',
    'mark: impact',
    /duplicate mark.*\n.*the engine measures/,
  ],
  [
    'a role that nobody has',
    'by: incident-commander',
    'by: incident-comander',
    /unknown role.*\n.*did you mean "incident-commander"/,
  ],
  [
    'an unknown check to show',
    '[replica-lag]',
    '[replica-lg]',
    /unknown check to show.*\n.*did you mean "replica-lag"/,
  ],
  [
    'a need of an unknown kind',
    'services: [service]',
    'services: [servce]',
    /unknown kind.*\n.*did you mean "service"/,
  ],
  ['an unknown need that hurts', 'hurts: [services', 'hurts: [servces', /hurts\[0\]: unknown need/],
  [
    'an unknown window',
    'during: lose-region',
    'during: loose-region',
    /unknown step.*\n.*did you mean "lose-region"/,
  ],
  [
    'an unknown mark in a window',
    'during: lose-region',
    'during: [detected, declred]',
    /unknown mark.*\n.*did you mean "declared"/,
  ],
  ['a claim without a window', ', during: lose-region', '', /missing window/],
  [
    'objectives of no watch',
    '  reads: { rto: 10m }',
    '  raeds: { rto: 10m }',
    /unknown watch.*\n.*did you mean "reads"/,
  ],
  [
    'a recovery that nothing defines',
    'steady: # must hold before the first step\n  - { watch: reads, that: [ok >= 99%, p99 < 500ms] }',
    'steady:',
    /recovery cannot be told/,
  ],
  [
    'an unknown answer to silence',
    'otherwise: ask',
    'otherwise: asks',
    /expected one of undo, ask, continue, got text "asks"\n.*did you mean "ask"/,
  ],
  [
    'an unknown top-level key',
    'parameters:\n',
    'parametrs:\n',
    /^runbook\.yaml:6:1: unknown key.*\n.*did you mean "parameters"/,
  ],
  ['a credential', 'standby: $to', 'standby: "AKIAABCDEFGHIJKLMNOP"', /literal secret/],
];

test.each(inRunbook)(
  'compilePlan refuses %s with exactly one problem, its place and what to do',
  (_title, part, replacement, problem) => {
    const problems = listProblems({ runbook: replaceIn(failoverRunbook, part, replacement) });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  },
);
