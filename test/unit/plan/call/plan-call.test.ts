import { expect, test } from 'vitest';
import { flattenSteps } from '../../../../src/plan/plan.ts';
import { compileExample, failoverRunbook, replaceIn } from '../../../support/compile-example.ts';
import { twoServices } from '../../../support/example-environment.ts';

/** What each operation is given, by the id of its step or expectation. */
function seenBy(changed: Parameters<typeof compileExample>[0]) {
  const { steady, steps, settled } = compileExample(changed);
  const calls = [...steady, ...flattenSteps(steps), ...settled].filter((each) => 'sees' in each);
  return Object.fromEntries(calls.map(({ id, sees }) => [id, sees]));
}

test('an operation is given its target and the components that its input names, and without a target all', () => {
  const runbook = replaceIn(
    failoverRunbook,
    '  - { step: fence,',
    '  - { step: fence-cart, do: rds.fence, target: database, with: { region: $from, through: [cart] } }\n  - { step: fence,',
  );

  expect(seenBy({ runbook, environment: twoServices })).toMatchObject({
    'replica-lag': ['database'],
    'is-writer': ['database'],
    baseline: ['database'],
    'lose-region': ['database', 'checkout', 'cart'],
    'fence-cart': ['database', 'cart'],
    fence: ['database', 'checkout', 'cart'],
    promote: ['database'],
    'swap-services/cart': ['cart'],
    integrity: ['database'],
  });
});

test('an operation is given all components when an earlier step names one: which, only the drill will know', () => {
  const runbook = replaceIn(failoverRunbook, 'through: $services', 'through: [$baseline.snapshot]');

  const { fence, integrity } = seenBy({ runbook, environment: twoServices });

  expect(fence).toEqual(['database', 'checkout', 'cart']);
  expect(integrity).toEqual(['database']);
});

test('faults and operations that read samples run on the host that measures, all others anywhere', () => {
  const runbook = replaceIn(
    failoverRunbook,
    '  - { check: rds.is-writer',
    '  - { check: ledger.audit, target: database, with: { watch: writes }, that: [lost = 0] }\n  - { check: rds.is-writer',
  );
  const { steady, steps, settled } = compileExample({ runbook });

  const calls = [...steady, ...flattenSteps(steps), ...settled].filter((each) => 'runsOn' in each);

  expect(calls.filter(({ runsOn }) => runsOn === 'host').map(({ id }) => id)).toEqual([
    'lose-region',
    'audit',
    'settled/2',
  ]);
  expect(calls.filter(({ runsOn }) => runsOn === 'any').map(({ id }) => id)).toContain('promote');
});
