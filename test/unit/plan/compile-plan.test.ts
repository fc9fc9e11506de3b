import { expect, test } from 'vitest';
import { flattenSteps } from '../../../src/plan/plan.ts';
import { compileExample, failoverRunbook, replaceIn } from '../../support/compile-example.ts';
import { exampleEnvironment, twoServices } from '../../support/example-environment.ts';

test('compilePlan turns region-failover into the steps that were written, in order', () => {
  const plan = compileExample();

  expect(flattenSteps(plan.steps).map(({ verb, id }) => `${verb} ${id}`)).toEqual([
    'check baseline',
    'inject lose-region',
    'wait detect',
    'approve declare',
    'do fence',
    'do promote',
    'together swap',
    'do swap-database',
    'do swap-services',
    'wait users-are-back',
    'wait writers-are-back',
    'check audit',
    'check integrity',
  ]);
});

test('compilePlan fills in parameters and needs, and leaves results of earlier steps as references', () => {
  const { steps } = compileExample();

  const inputs = Object.fromEntries(
    flattenSteps(steps).flatMap((step) => ('operation' in step ? [[step.id, step.with]] : [])),
  );
  expect(inputs).toMatchObject({
    fence: { region: 'us-west-2', through: ['checkout'] },
    promote: { region: 'us-east-2' },
    integrity: { baseline: { $ref: 'baseline.snapshot' }, region: 'us-east-2' },
  });
});

test('compilePlan plans the point of no return: never undone, with its reason', () => {
  const promote = compileExample().steps.find(({ id }) => id === 'promote');

  expect(promote).toMatchObject({
    verb: 'do',
    undo: 'never',
    irreversible: 'a promoted replica never follows its source again',
    requires: ['fence'],
  });
});

test('compilePlan plans the approval with its question, its role and what to show', () => {
  const declare = compileExample().steps.find(({ id }) => id === 'declare');

  expect(declare).toEqual({
    verb: 'approve',
    id: 'declare',
    name: 'declare',
    mark: 'declared',
    onFailure: null,
    requires: [],
    by: 'incident-commander',
    ask: 'Fail over to us-east-2?',
    show: ['replica-lag'],
    withinMs: 900_000,
    otherwise: 'ask',
  });
});

test('an approval shows all steady expectations that have no name of their own as "steady"', () => {
  const runbook = replaceIn(failoverRunbook, 'show: [replica-lag]', 'show: [steady, replica-lag]');

  const declare = compileExample({ runbook }).steps.find(({ id }) => id === 'declare');

  expect(declare).toMatchObject({ show: ['steady/1', 'steady/2', 'replica-lag'] });
});

test('compilePlan takes the objectives from steady shares and from the region that must answer', () => {
  expect(compileExample().objectives).toMatchObject([
    { name: 'rto', watch: 'reads', targetMs: 600_000, region: 'us-east-2', that: [{ text: 'ok >= 99%' }] },
    { name: 'rto', watch: 'writes', targetMs: 600_000, region: 'us-east-2', that: [{ text: 'ok >= 99%' }] },
    { name: 'rpo', watch: 'writes', targetMs: 30_000 },
  ]);
});

test('compilePlan lets the environment tighten an objective', () => {
  const environment = replaceIn(
    exampleEnvironment,
    'approvals:',
    'objectives: { region-failover: { reads: { rto: 5m } } }\napprovals:',
  );

  expect(compileExample({ environment }).objectives[0]).toMatchObject({ watch: 'reads', targetMs: 300_000 });
});

test('compilePlan lists every target that a step may touch, the lost region included', () => {
  expect(compileExample().targets).toEqual([
    { component: 'database', region: 'us-west-2', id: 'shop-west' },
    { component: 'database', region: 'us-east-2', id: 'shop-east' },
    { component: 'checkout', region: null, id: 'Z1/checkout.shop.test/A' },
    { component: 'us-west-2', region: 'us-west-2', id: 'us-west-2' },
  ]);
});

test('compilePlan runs what targets several components for each of them, side by side', () => {
  const plan = compileExample({ environment: twoServices });

  expect(plan.watches.map(({ watch }) => watch)).toEqual(['reads/checkout', 'reads/cart', 'writes']);
  expect(plan.steady.map(({ id }) => id)).toEqual([
    'steady/1/checkout',
    'steady/1/cart',
    'steady/2',
    'replica-lag',
  ]);
  const detect = plan.steps.find(({ id }) => id === 'detect');
  expect(detect).toMatchObject({
    verb: 'together',
    mark: 'detected',
    lanes: [
      [
        {
          verb: 'wait',
          id: 'detect/checkout',
          name: 'detect',
          mark: null,
          until: { watch: 'reads/checkout' },
        },
      ],
      [{ verb: 'wait', id: 'detect/cart', name: 'detect', mark: null, until: { watch: 'reads/cart' } }],
    ],
  });
  expect(flattenSteps(plan.steps).map(({ id }) => id)).toEqual(
    expect.arrayContaining(['swap-services/checkout', 'swap-services/cart']),
  );
});

test('compilePlan binds a need to the component that the environment names for this runbook', () => {
  const environment = replaceIn(
    twoServices,
    'approvals:',
    'bind: { region-failover: { services: [cart] } }\napprovals:',
  );

  const plan = compileExample({ environment });

  expect(plan.watches.map(({ watch, component }) => [watch, component])).toEqual([
    ['reads', 'cart'],
    ['writes', 'database'],
  ]);
});

test('compilePlan leaves out steps whose `when` does not hold, so that two may share a name', () => {
  const runbook = replaceIn(
    replaceIn(
      failoverRunbook,
      'to: { type: region }',
      'to: { type: region }\n  how: { type: choice, of: [hard, soft], default: soft }',
    ),
    '  - { step: lose-region,',
    `  - { step: lose-region, inject: region.power-off, with: { region: $to }, when: { how: hard }, ttl: 1h }
  - { step: lose-region, when: { how: soft },`,
  );

  const injects = compileExample({ runbook }).steps.filter(({ verb }) => verb === 'inject');

  expect(injects).toMatchObject([{ id: 'lose-region', with: { region: 'us-west-2' } }]);
});

test('compilePlan heals a fault at its heal step, and then the ttl needs to last only until there', () => {
  const runbook = replaceIn(
    replaceIn(failoverRunbook, 'ttl: 1h }', 'ttl: 5m }'),
    '  - step: declare',
    '  - { step: restore, heal: lose-region }\n  - step: declare',
  );

  const plan = compileExample({ runbook });

  expect(plan.steps.find(({ id }) => id === 'lose-region')).toMatchObject({
    heal: { kind: 'step', step: 'restore' },
  });
  expect(plan.steps.find(({ id }) => id === 'restore')).toMatchObject({ verb: 'heal', fault: 'lose-region' });
});

test('compilePlan overrides the deadline and the attempts of an operation', () => {
  const runbook = replaceIn(
    failoverRunbook,
    'step: promote\n',
    'step: promote\n    within: 90s\n    attempts: 1\n',
  );

  const promote = compileExample({ runbook }).steps.find(({ id }) => id === 'promote');

  expect(promote).toMatchObject({ deadlineMs: 90_000, attempts: 1 });
});

test('the digest of a plan follows texts, parameters and tool version, and nothing else', () => {
  const { digest } = compileExample();

  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(compileExample({ parameters: { to: 'us-east-2', from: 'us-west-2' } }).digest).toBe(digest);
  expect(compileExample({ toolVersion: '0.2.0' }).digest).not.toBe(digest);
  expect(compileExample({ runbook: `${failoverRunbook}\n# changed` }).digest).not.toBe(digest);
  expect(compileExample({ environment: `${exampleEnvironment}\n# changed` }).digest).not.toBe(digest);
});

test('a plan is plain JSON that survives being written and read', () => {
  const plan = compileExample();

  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
});

test('a plan carries no secret, only references to them', () => {
  const { surroundings } = compileExample();

  expect(surroundings.components['database']?.traits['postgres']?.['password']).toEqual({
    env: 'SHOP_DB_PASSWORD',
  });
});

test('the digest of a plan changes when only a parameter does', () => {
  const runbook = replaceIn(
    failoverRunbook,
    'to: { type: region }',
    'to: { type: region }\n  x: { type: text }',
  );
  const digestWith = (x: string) =>
    compileExample({ runbook, parameters: { from: 'us-west-2', to: 'us-east-2', x } }).digest;

  expect(digestWith('one')).not.toBe(digestWith('two'));
});
