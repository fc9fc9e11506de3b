import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { catalog } from '../../../activities/catalog.ts';
import { formatProblem } from '../../../src/errors/problem.ts';
import { checkAlone } from '../../../src/plan/check-alone.ts';
import { replaceIn } from '../../support/compile-example.ts';

const shipped = new URL('../../../runbooks/', import.meta.url);
const failover = readFileSync(new URL('region-failover.yaml', shipped), 'utf8');

describe('checkAlone', () => {
  test.each(
    readdirSync(shipped, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml')),
  )('finds nothing wrong with the shipped %s', (file) => {
    expect(problemsOf(readFileSync(new URL(file, shipped), 'utf8'))).toEqual([]);
  });

  test.each([
    [
      'an unknown operation',
      'inject: region.power-off',
      'inject: postgres.stop',
      /28:\d+: .*unknown operation/,
    ],
    ['an operation of another kind', 'do: rds.fence', 'do: rds.is-writer', /wrong kind of operation/],
    ['an unknown kind of component', 'database: rds-postgres', 'database: rds', /10:\d+: .*unknown kind/],
    [
      'a need of the wrong kind',
      'ledger, target: database',
      'ledger, target: services',
      /wrong kind of component/,
    ],
    ['an unknown need', 'hurts: [services', 'hurts: [servces', /unknown need: .*did you mean "services"/s],
    [
      'an unknown name in a condition of a check',
      'that: [lag < 5s]',
      'that: [lagg < 5s]',
      /did you mean "lag"/,
    ],
    ['an unknown label of a fixed sampler', 'watch: writes, that: [ok', 'watch: writes, that: [okk', /"okk"/],
    ['a latency that is not measured', 'p99 < 500ms]', 'p98 < 500ms]', /got "p98"/],
    ['an unknown step in requires', 'requires: fence', 'requires: fense', /unknown earlier step/],
    ['an unknown reference', 'through: $services', 'through: $servces', /unknown reference/],
    ['an unknown step of a claim', 'during: lose-region', 'during: lose', /unknown step/],
    ['an unknown watch of an objective', 'writes: { rto', 'rites: { rto', /unknown watch/],
    ['an unknown field of an operation', 'with: { request: read }', 'with: { requst: read }', /unknown key/],
    ['a ttl that is too short', 'ttl: 2h', 'ttl: 5m', /ttl too short/],
    [
      'a parameter whose default has no form',
      'to: { type: region }',
      'to: { type: duration, default: 5x }',
      /"5x"/,
    ],
  ])('sees %s without an environment', (_what, part, replacement, says) => {
    expect(problemsOf(replaceIn(failover, part, replacement)).join('\n')).toMatch(says);
  });

  test.each([
    ['a region by its name', 'region: $from }, ttl', 'region: eu-central-1 }, ttl'],
    ['components by their names', 'through: $services', 'through: [checkout, basket]'],
    ['labels that a service declares', 'that: [hang <= 5%]', 'that: [hang <= 5%, teapot >= 1%]'],
    ['a role', 'by: incident-commander', 'by: constructor-general'],
    ['a parameter without a default', 'to: { type: region }', 'to: { type: component }'],
    ['a step that some region may leave out', 'ttl: 2h }', 'ttl: 2h, when: { from: us-west-2 } }'],
    ['a component that is called like a secret', 'through: $services', 'through: [password]'],
  ])('leaves to the environment %s', (_what, part, replacement) => {
    expect(problemsOf(replaceIn(failover, part, replacement))).toEqual([]);
  });

  test('compiles the steps of every choice, and expects of none what only another one runs', () => {
    const chosen = replaceIn(
      replaceIn(
        failover,
        'to: { type: region }',
        'to: { type: region }\n  fault: { type: choice, of: [none, power] }',
      ),
      'ttl: 2h }',
      'ttl: 2h, when: { fault: power } }',
    );
    expect(problemsOf(chosen)).toEqual([]);
    expect(problemsOf(replaceIn(chosen, 'inject: region.power-off', 'inject: region.power'))).toEqual([
      expect.stringMatching(/^r\.yaml:29:\d+: steps\.lose-region\.inject: unknown operation/),
    ]);
  });

  describe('a component parameter with a default', () => {
    const chosen = replaceIn(
      failover,
      'to: { type: region }',
      'to: { type: region }\n  c: { type: component, default: checkout }',
    );
    const watched = replaceIn(chosen, 'http.request, target: services', 'http.request, target: $c');

    test.each([
      ['of a kind that no need names first', watched],
      ['that is called like a need of another kind', replaceIn(watched, 'checkout', 'database')],
    ])('may be the target of any operation: %s', (_what, text) => {
      expect(problemsOf(text)).toEqual([]);
    });

    test('leaves the needs their kinds, and is no kind that a message names', () => {
      const text = replaceIn(watched, 'ledger, target: database', 'ledger, target: services');
      const problems = problemsOf(replaceIn(text, 'hurts: [services', 'hurts: [nothing')).join('\n');
      expect(problems).toMatch(/expected rds-postgres for postgres\.ledger, got "services" of kind service/);
      expect(problems).not.toMatch(/stand-in/);
      const unknown = problemsOf(replaceIn(watched, 'database: rds-postgres', 'database: stand-in'));
      expect(unknown[0]).toMatch(/unknown kind: expected one of rds-postgres, service, got "stand-in"/);
    });
  });

  test.each([
    ['region', 'us-east-2', 'us-west-2'],
    ['text', 'a', 'b'],
    ['number', '1', '3'],
    ['duration', '1m', '3m'],
    ['percent', '1%', '3%'],
    ['component', 'basket', 'checkout'],
    ['instant', '"2026-01-31T09:00:00Z"', '"2026-02-01T09:00:00Z"'],
  ])('compiles with each value of a %s that a `when` asks for', (type, given, asked) => {
    for (const parameter of [`{ type: ${type}, default: ${given} }`, `{ type: ${type} }`]) {
      const text = conditional({ parameters: `x: ${parameter}`, lose: `x: ${asked}`, heal: `x: ${asked}` });
      expect(problemsOf(text)).toEqual([]);
      expect(problemsOf(replaceIn(text, 'heal: lose', 'heal: loose'))).toEqual([
        expect.stringMatching(/unknown earlier inject step.*"loose"/),
      ]);
      expect(problemsOf(replaceIn(text, 'during: lose', 'during: loose'))).toEqual([
        expect.stringMatching(/unknown step.*"loose"/),
      ]);
    }
  });

  test('expects of a step what it needs only where no combination of choices gives it', () => {
    const parameters = 'x: { type: choice, of: [a, b] }\n  y: { type: choice, of: [c, d] }';
    expect(problemsOf(conditional({ parameters, lose: 'x: b', heal: 'y: d' }))).toEqual([]);
    expect(problemsOf(conditional({ parameters, lose: 'x: b', heal: 'x: a, y: d' }))).toEqual([
      expect.stringMatching(/unknown earlier inject step/),
    ]);
  });

  test('combines two choices also beside too many others for all combinations', () => {
    const others = [1, 2, 3, 4, 5].map((index) => `n${index}: { type: choice, of: [a, b] }`);
    const parameters = ['x: { type: choice, of: [a, b] }', ...others, 'y: { type: choice, of: [c, d] }'];
    const text = conditional({ parameters: parameters.join('\n  '), lose: 'x: b', heal: 'y: d' });
    expect(problemsOf(text)).toEqual([]);
  });

  test('sees a `when` that asks for what is no value, and a default of no form beside a `when`', () => {
    const parameters =
      'x: { type: choice, of: [a, b] }\n  y: { type: choice, of: [b, c] }\n  d: { type: duration, default: 5x }';
    expect(problemsOf(conditional({ parameters, lose: 'd: 5s', heal: 'y: c, x: bb' }))).toEqual([
      expect.stringMatching(/unknown value of x: expected one of a, b, got "bb"/),
      expect.stringMatching(/^parameters: d: .*"5x"/),
    ]);
  });

  test('reports all problems at once, in the order of the text, also beside mistakes of form', () => {
    const text = replaceIn(
      replaceIn(failover, 'requires: fence', 'requires: fense'),
      'mark: detected',
      'makr: detected',
    );
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/^r\.yaml:29:.*did you mean "mark"/s),
      expect.stringMatching(/^r\.yaml:43:.*did you mean "fence"/s),
    ]);
  });
});

/** region-failover with `parameters`, a power-off and its heal each under a `when`, and a claim about the power-off. */
function conditional(parts: { parameters: string; lose: string; heal: string }): string {
  const added = replaceIn(failover, 'to: { type: region }', `to: { type: region }\n  ${parts.parameters}`);
  const lost = replaceIn(added, 'ttl: 2h }', `ttl: 2h, when: { ${parts.lose} } }`);
  const healed = `  - { step: restore, heal: lose, when: { ${parts.heal} } }\n  - step: audit`;
  return replaceIn(lost, '  - step: audit', healed).replaceAll('lose-region', 'lose');
}

function problemsOf(text: string): string[] {
  return checkAlone({ file: 'r.yaml', text }, catalog).map(formatProblem);
}
