import { expect, test } from 'vitest';
import { formatProblem } from '../../../src/errors/problem.ts';
import { parseRunbook } from '../../../src/runbook/parse-runbook.ts';

const head = 'runbook: small\ntitle: Small\npurpose: To be small\n';

function problemsOf(text: string): string[] {
  return parseRunbook({ file: 'r.yaml', text: head + text }).problems.map(formatProblem);
}

test('parseRunbook reads the smallest runbook and gives defaults to the rest', () => {
  const { value } = parseRunbook({ file: 'r.yaml', text: `${head}steps: [{ step: pause, wait: 5s }]` });

  expect(value).toMatchObject({
    steps: [{ step: 'pause', wait: 5_000, requires: [], when: {} }],
    steady: [],
    claims: [],
    needs: {},
  });
});

test('parseRunbook takes a single requirement like a list of one', () => {
  const { value } = parseRunbook({
    file: 'r.yaml',
    text: `${head}steps: [{ step: a, wait: 1s }, { step: b, wait: 1s, requires: a }]`,
  });

  expect(value?.steps[1]?.requires).toEqual(['a']);
});

test.each([
  ['load', '{ step: a, load: http.traffic }'],
  ['hold', '{ step: a, hold: 5m }'],
  ['task', '{ step: a, task: look }'],
  ['each', '{ step: a, each: services }'],
  ['steps', '{ step: a, steps: [] }'],
  ['call', '{ step: a, call: other }'],
  ['keep', '{ step: a, wait: 1s, keep: { old: 14d } }'],
  ['as', '{ step: a, do: rds.restore, as: copy }'],
  ['until', '{ step: a, inject: region.power-off, ttl: 1h, until: later }'],
  ['until', '{ step: a, wait: { until: later } }'],
])('parseRunbook calls %s designed but not supported yet', (key, step) => {
  expect(problemsOf(`steps: [${step}]`)).toContainEqual(
    expect.stringContaining(`"${key}" is not supported yet`),
  );
});

test('parseRunbook finds a mistake deep inside lanes of lanes', () => {
  const problems = problemsOf(`steps:
  - step: outer
    together:
      - [{ step: a, wait: 1s }]
      - - step: inner
          together:
            - [{ step: b, wait: 1s }]
            - [{ step: c, wait: 1s, makr: done }]
`);

  expect(problems).toEqual([
    'r.yaml:11:37: steps.outer.together[1].inner.together[1].c: unknown key: expected one of step, when, mark, requires, onFailure, wait, within, got "makr"\n  HINT: did you mean "mark"?',
  ]);
});
