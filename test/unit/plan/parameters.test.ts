import { expect, test } from 'vitest';
import { compileExample, failoverRunbook, listProblems, replaceIn } from '../../support/compile-example.ts';

const places = { from: 'us-west-2', to: 'us-east-2' };

/** region-failover with one more parameter, `x`. */
function withParameter(declaration: string): string {
  return replaceIn(failoverRunbook, 'to: { type: region }', `to: { type: region }\n  x: ${declaration}`);
}

test.each([
  ['{ type: number }', '42', 42],
  ['{ type: number }', 42, 42],
  ['{ type: duration }', '30s', '30s'],
  ['{ type: percent }', '12.5%', '12.5%'],
  ['{ type: text }', 'hello', 'hello'],
  ['{ type: component }', 'checkout', 'checkout'],
  ['{ type: choice, of: [hard, soft] }', 'soft', 'soft'],
  ['{ type: instant }', '2026-01-31T09:00:00Z', '2026-01-31T09:00:00Z'],
  ['{ type: component, many: true }', 'checkout,database', ['checkout', 'database']],
  ['{ type: number, many: true }', ['1', 2], [1, 2]],
])('a parameter %s reads %j as %j', (declaration, given, read) => {
  const plan = compileExample({ runbook: withParameter(declaration), parameters: { ...places, x: given } });

  expect(plan.parameters['x']).toEqual(read);
});

test.each([
  ['{ type: number }', 'many', /x: expected a number, got text "many"/],
  ['{ type: duration }', '5 minutes', /x: expected a duration such as 30s/],
  ['{ type: percent }', '120%', /x: expected a share/],
  ['{ type: component }', 'chekout', /x: expected a component, one of .*\n.*did you mean "checkout"/],
  [
    '{ type: choice, of: [hard, soft] }',
    'sofd',
    /x: expected a choice, one of hard, soft.*\n.*did you mean "soft"/,
  ],
  ['{ type: instant }', 'yesterday', /x: expected an instant/],
  ['{ type: region, many: true }', 'us-west-2,us-west-9', /x: expected a region/],
  ['{ type: text }', undefined, /x: expected text, got nothing\n.*x=\.\.\./],
  ['{ type: text }', { a: 1 }, /x: expected text, got a mapping with a/],
])('a parameter %s refuses %j', (declaration, given, problem) => {
  const problems = listProblems({ runbook: withParameter(declaration), parameters: { ...places, x: given } });

  expect(problems).toEqual([expect.stringMatching(problem)]);
});

test('a parameter that is not given takes its default', () => {
  const runbook = withParameter('{ type: choice, of: [hard, soft], default: hard }');

  expect(compileExample({ runbook, parameters: places }).parameters['x']).toBe('hard');
});

test('a parameter that the runbook does not have is refused with the one that was meant', () => {
  expect(listProblems({ parameters: { ...places, form: 'us-west-2' } })).toEqual([
    expect.stringMatching(
      /^parameters: unknown parameter: expected one of from, to, got "form"\n.*did you mean "from"/,
    ),
  ]);
});

test('a choice without values is refused where it is declared', () => {
  const problems = listProblems({
    runbook: withParameter('{ type: choice, default: a }'),
    parameters: places,
  });

  expect(problems).toContainEqual(expect.stringMatching(/parameters\.x: expected "of" with a choice/));
});

test('a name can be a parameter or a need, not both', () => {
  const runbook = withParameter('{ type: text, default: a }').replace('  x:', '  database:');

  expect(listProblems({ runbook })).toEqual([expect.stringMatching(/got "database", which is a need too/)]);
});
