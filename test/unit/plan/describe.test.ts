import { expect, test } from 'vitest';
import { describePlan } from '../../../src/plan/describe.ts';
import { compileExample, failoverRunbook, replaceIn } from '../../support/compile-example.ts';

const text = describePlan(compileExample());

test('describePlan shows targets, watches, steps, approvals, the way back and the objectives', () => {
  expect(text).toMatch(/database: shop-west in us-west-2/);
  expect(text).toMatch(/without the tag drill-scope=shop are never touched/);
  expect(text).toMatch(
    /2\. lose-region: inject region\.power-off: .*; healed at the end, at the latest after 1 h; within 30 s/,
  );
  expect(text).toMatch(
    /approve by incident-commander: "Fail over to us-east-2\?".*within 15 min, otherwise ask/,
  );
  expect(text).toMatch(/incident-commander: alice, bob \(identity: claimed\)/);
  expect(text).toMatch(/writes: at most 30 s of writes lost/);
});

test('describePlan draws the seal before the first irreversible step and calls later actions kept', () => {
  const lines = text.split('\n');
  const seal = lines.findIndex((line) => line.includes('the seal: no way back'));

  expect(lines[seal - 1]).toMatch(/fence: do rds\.fence.*undone on abort/);
  expect(lines[seal + 1]).toMatch(/promote: do rds\.promote-replica.*cannot be undone: a promoted replica/);
  expect(text).toMatch(/swap-database: do route53\.swap on database: .*; kept, being after the seal/);
});

test('describePlan shows control characters of a runbook as question marks', () => {
  const runbook = replaceIn(
    failoverRunbook,
    'title: Fail a service',
    String.raw`title: "\e[31mFail \u202e a service"` + ' #',
  );

  const shown = describePlan(compileExample({ runbook }));

  expect(shown).toContain('?[31mFail ? a service');
});
