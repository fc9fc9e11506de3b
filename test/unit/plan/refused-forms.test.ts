import { expect, test } from 'vitest';
import { failoverRunbook, listProblems, replaceIn } from '../../support/compile-example.ts';

/** [what is wrong, text in the file, its replacement, what the one problem must say]. */
type Case = [title: string, part: string, replacement: string, problem: RegExp];

const inRunbook: Case[] = [
  [
    'a misspelt key',
    'within: 2m',
    'wthin: 2m',
    /^runbook\.yaml:29:63: .*unknown key: .*got "wthin"\n {2}HINT: did you mean "within"\?/,
  ],
  [
    'a duration in words',
    'within: 2m',
    'within: 2 minutes',
    /^runbook\.yaml:29:71: steps\.detect\.within: expected a duration .* got text "2 minutes"/,
  ],
  [
    'a misspelt verb',
    'baseline, check:',
    'baseline, chek:',
    /expected a step with exactly one of check.*\n.*did you mean "check"/,
  ],
  ['two verbs', 'baseline, check:', 'baseline, do: rds.fence, check:', /exactly one of .* got do and check/],
  ['no verb', 'baseline, check: postgres.snapshot,', 'baseline,', /exactly one of/],
  ['a verb of a later version', 'baseline, check:', 'baseline, task:', /"task" is not supported yet/],
  [
    'a field of a later version',
    'step: promote',
    'step: promote\n    as: newcomer',
    /"as" is not supported yet/,
  ],
  [
    'a misspelt operation',
    'rds.promote-replica',
    'rds.promote-replca',
    /steps\.promote\.do: unknown operation.*\n.*did you mean "rds\.promote-replica"/,
  ],
  [
    'an operation of another kind',
    'do: rds.fence',
    'do: rds.is-writer',
    /expected an action, got "rds\.is-writer", which is a check\n.*check: rds\.is-writer/,
  ],
  [
    'a missing acceptance',
    '    irreversible: accepted\n',
    '',
    /cannot be undone .*expected irreversible: accepted, got nothing/,
  ],
  [
    'an acceptance of nothing',
    'do: rds.fence',
    'irreversible: accepted, do: rds.fence',
    /expected no irreversible for rds\.fence/,
  ],
  [
    'a promotion without a fence',
    '    requires: fence\n',
    '',
    /cannot be undone: expected requires with an earlier step/,
  ],
  [
    'a requirement that is no step',
    'requires: fence',
    'requires: fnce',
    /unknown earlier step.*\n.*did you mean "fence"/,
  ],
  [
    'a requirement that comes later',
    'requires: fence',
    'requires: audit',
    /unknown earlier step.* got "audit"/,
  ],
  [
    'a ttl below the worst case',
    'ttl: 1h',
    'ttl: 20m',
    /^runbook\.yaml:28:82: .*expected at least 38 min .*got 20 min\n.*with looks and retries.*lose-region 3 min .*declare 15 min/,
  ],
  [
    'a time to heal after',
    'ttl: 1h',
    'ttl: 1h, for: 30m',
    /"?for"? is not supported yet|not supported yet.*for/,
  ],
  [
    'an unknown name in a condition',
    'lag < 5s',
    'lg < 5s',
    /^runbook\.yaml:24:79: .*unknown name in condition.*\n.*did you mean "lag"/,
  ],
  ['a condition without a unit', 'lag < 5s', 'lag < 5', /expected a duration such as .* for "lag", got "5"/],
  ['a share above all', 'ok < 50%', 'ok < 150%', /expected a share from 0% to 100% for "ok", got "150%"/],
  ['a share of steady for a check', 'lag < 5s', 'lag < 50% of steady', /expected a value for a check/],
];

test.each(inRunbook)(
  'compilePlan refuses %s with exactly one problem, its place and what to do',
  (_title, part, replacement, problem) => {
    const problems = listProblems({ runbook: replaceIn(failoverRunbook, part, replacement) });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  },
);

test('a ttl that is too short is refused at the step that runs, not at its namesake that `when` leaves out', () => {
  const choice = 'to: { type: region }\n  how: { type: choice, of: [hard, soft], default: soft }';
  const written = '  - { step: lose-region, inject: region.power-off, with: { region: $from }, ttl: 1h }';
  const namesakes = `${written.replace(' }', ' }, when: { how: hard }')}
${written.replace('1h', '1m, when: { how: soft }')}`;

  const problems = listProblems({
    runbook: replaceIn(replaceIn(failoverRunbook, 'to: { type: region }', choice), written, namesakes),
  });

  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^runbook\.yaml:30:82: steps\.lose-region\.ttl: ttl too short/);
});
