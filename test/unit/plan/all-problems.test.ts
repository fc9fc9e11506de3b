import { expect, test } from 'vitest';
import { failoverRunbook, listProblems, replaceIn } from '../../support/compile-example.ts';
import { exampleEnvironment } from '../../support/example-environment.ts';

test('compilePlan reports the problems of both files and of the parameters at once, in order of place', () => {
  const problems = listProblems({
    runbook: replaceIn(replaceIn(failoverRunbook, 'ttl: 1h', 'ttl: 1m'), 'rds.fence', 'rds.fnce'),
    environment: replaceIn(exampleEnvironment, 'runner: us-east-2', 'runner: us-est-2'),
    parameters: { from: 'us-west-2', to: 'us-east-2', extra: 1 },
  });

  expect(problems.map((problem) => problem.split(':')[0])).toEqual([
    'environment.yaml',
    'parameters',
    'runbook.yaml',
    'runbook.yaml',
  ]);
});

test('a mistake of form in one step hides no mistake of another kind elsewhere, and its name is not missed', () => {
  const runbook = [
    ['step: fence, do: rds.fence', 'step: fence, du: rds.fence'],
    ['do: rds.promote-replica', 'do: rds.promote-replca'],
    ['{ watch: writes, that: [ok >= 99%] }', '{ watch: writes, tht: [ok >= 99%] }'],
    ['that: [damaged = 0]', 'that: [damged = 0]'],
  ].reduce((text, [part, replacement]) => replaceIn(text, part!, replacement!), failoverRunbook);

  const problems = listProblems({ runbook });

  expect(problems.map((problem) => problem.split(': ').slice(0, 2).join(' '))).toEqual([
    'runbook.yaml:23:22 steady[1]',
    'runbook.yaml:38:20 steps.fence',
    'runbook.yaml:40:9 steps.promote.do',
    'runbook.yaml:60:12 steps.integrity.that[0]',
  ]);
});

test('compilePlan never shows a secret that it refuses', () => {
  const problems = listProblems({
    environment: replaceIn(exampleEnvironment, '{ env: SHOP_DB_PASSWORD }', 'hunter2'),
  });

  expect(problems.join('\n')).not.toContain('hunter2');
});

test('compilePlan names the first hundred of very many mistakes', () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => `key-${index}: 1`).join('\n');

  const problems = listProblems({ runbook: `${failoverRunbook}\n${keys}` });

  expect(problems.length).toBe(100);
});
