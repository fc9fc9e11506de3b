import { expect, test } from 'vitest';
import { parseEnvironment } from '../../../src/environment/parse-environment.ts';
import { formatProblem } from '../../../src/errors/problem.ts';
import { createFakeCatalog } from '../../support/fake-catalog.ts';
import { exampleEnvironment } from '../../support/example-environment.ts';

function parse(text: string) {
  return parseEnvironment({ file: 'e.yaml', text }, createFakeCatalog().kinds);
}

test('parseEnvironment gives components with what their kind offers, and what they stand for', () => {
  const { components, problems } = parse(exampleEnvironment);

  expect(problems).toEqual([]);
  expect(components['checkout']).toMatchObject({
    name: 'checkout',
    kind: 'service',
    traits: {
      named: { host: 'checkout.shop.test', ttl: 1 },
      http: { port: 8080, requests: { read: { headers: { 'x-api-key': { env: 'SHOP_API_KEY' } } } } },
    },
    targets: [{ component: 'checkout', region: null, id: 'Z1/checkout.shop.test/A' }],
  });
});

test('parseEnvironment gives defaults to what a small environment leaves out', () => {
  const { value } = parse(
    'environment: small\nregions: { here: {} }\npace: { every: 1s, sustained: 5m }\ncomponents: {}',
  );

  expect(value).toMatchObject({
    resolvers: [],
    people: {},
    approvals: { accept: 'claimed' },
    guardrails: { requireTag: {} },
    pace: { every: 1_000, sustained: 300_000 },
  });
});

test('parseEnvironment reports what is wrong in several components at once', () => {
  const text = exampleEnvironment.replace('port: 5432', 'port: high').replace('port: 8080', 'prt: 8080');

  const { problems } = parse(text);

  expect(problems.map(formatProblem)).toEqual([
    'e.yaml:15:11: components.database.port: expected a number, got text "high"',
    'e.yaml:23:5: components.checkout: unknown key: expected one of name, port, requests, got "prt"\n  HINT: did you mean "port"?',
  ]);
});

test('parseEnvironment reports settings that a kind takes and one of its traits does not', () => {
  const text = exampleEnvironment.replace(/ledger: .*/, `ledger: { schema: 'a"b' }`);

  const { components, problems } = parse(text);

  expect(components).not.toHaveProperty('database');
  expect(problems.map(formatProblem)).toEqual([
    expect.stringMatching(
      /components\.database: expected settings that suit named, postgres, got others: .*ledger/su,
    ),
  ]);
});
