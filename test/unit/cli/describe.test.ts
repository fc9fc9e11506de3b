import { describe, expect, test } from 'vitest';
import { describeError } from '../../../src/cli/describe-error.ts';
import { describeEvent, describeOffset } from '../../../src/cli/describe-event.ts';
import { cleanText, formatTable } from '../../../src/cli/print.ts';
import { OperationError } from '../../../src/errors/operation-error.ts';
import { InvalidInput } from '../../../src/errors/problem.ts';
import { addMs } from '../../../src/time/instant.ts';
import type { TimelineEvent } from '../../../src/timeline/timeline.ts';

const at = { at: 12_300, monoMs: 0, boot: 'b' };

describe('describeError', () => {
  test('prints all problems of an input, with their hints, and counts them', () => {
    const where = { file: 'a.yaml', line: 2, column: 5 };
    const { text, code, json } = describeError(
      new InvalidInput([
        { where, what: 'unknown key: expected steps, got "setps"', hint: 'did you mean "steps"?' },
        {
          where: { file: 'parameters', line: null, column: null },
          what: 'to is missing: expected a region, got nothing',
          hint: null,
        },
      ]),
    );
    expect(text?.split('\n')).toEqual([
      'a.yaml:2:5: unknown key: expected steps, got "setps"',
      '  HINT: did you mean "steps"?',
      'parameters: to is missing: expected a region, got nothing',
      'drill: invalid input: 2 problems, nothing was started',
    ]);
    expect(code).toBe(2);
    expect(json).toEqual({
      kind: 'InvalidInput',
      message: 'invalid input: 2 problems, nothing was started',
      hint: null,
      problems: [
        {
          file: 'a.yaml',
          line: 2,
          column: 5,
          what: 'unknown key: expected steps, got "setps"',
          hint: 'did you mean "steps"?',
        },
        {
          file: 'parameters',
          line: null,
          column: null,
          what: 'to is missing: expected a region, got nothing',
          hint: null,
        },
      ],
    });
  });

  test('prints one sentence and the next step of anything else', () => {
    const error = new OperationError({ kind: 'K', message: 'it failed', hint: 'do this', retryable: false });
    expect(describeError(error)).toEqual({
      text: 'drill: it failed\n  HINT: do this',
      code: 5,
      json: { kind: 'K', message: 'it failed', hint: 'do this', problems: [] },
    });
    expect(describeError('odd').text).toMatch(/^drill: odd\n {2}HINT: /);
  });
});

test.each([
  ['WhichApproval', 2],
  ['Refused', 2],
  ['NoSuchDrill', 2],
  ['SeveralOpenDrills', 2],
  ['NoOpenDrill', 2],
  ['TemporalUnreachable', 5],
  ['NoWorker', 5],
  ['Busy', 5],
])('an error of kind %s ends with %i', (kind, code) => {
  const error = new OperationError({ kind, message: 'm', hint: 'h', retryable: false });
  expect(describeError(error)).toMatchObject({ code, json: { kind } });
});

describe('describeEvent', () => {
  test('shows the code of an approval with the command that answers it', () => {
    const event = {
      kind: 'approval-asked',
      at,
      step: 'declare',
      code: 'K7F2',
      role: 'incident-commander',
      ask: 'Go?',
    } as const;
    expect(describeEvent(event)).toBe(
      'declare asks incident-commander: Go?  ->  drill approve K7F2 --name NAME',
    );
  });

  test('shouts when a heal or an undo failed', () => {
    expect(
      describeEvent({
        kind: 'fault-healed',
        at,
        step: 's',
        by: 'guardian',
        healed: false,
        evidence: 'still off',
      }),
    ).toContain('NOT HEALED');
    const failure = { kind: 'K', message: 'no answer', hint: null };
    expect(describeEvent({ kind: 'undo-failed', at, step: 's', operation: 'o', failure })).toContain(
      'UNDO FAILED: no answer',
    );
  });

  test('rounds measured values and leaves long ones to the evidence', () => {
    const values = { lag: 4.507999, snapshot: 'x'.repeat(500), ok: true };
    const event = {
      kind: 'step-finished',
      at,
      step: 's',
      status: 'done',
      attempts: 1,
      values,
      details: {},
      failure: null,
    } as const;
    expect(describeEvent(event)).toBe('s: done (lag=4.5, ok=true)');
  });

  test('says how many changes it does not show', () => {
    const changes = ['a', 'b', 'c', 'd'].map((target) => ({ target, what: 'is', from: '1', to: '2' }));
    const event = {
      kind: 'previewed',
      at,
      step: 's',
      changes,
      prior: {},
      targets: [],
      replaces: [],
    } as const;
    expect(describeEvent({ ...event, targets: [], replaces: [] })).toBe(
      's: will change a: is 1 -> 2; b: is 1 -> 2; and 2 more',
    );
  });

  test('names an event that only a newer worker knows, instead of failing', () => {
    const event: TimelineEvent = JSON.parse('{ "kind": "paused", "at": null }');
    expect(describeEvent(event)).toBe('paused: this version of drill does not know such events');
  });

  test('gives the seconds since the start, blank where the workflow itself decided', () => {
    const event: TimelineEvent = { kind: 'watches-started', at, watches: [] };
    const startedAt = addMs(at, -12_345);
    expect(describeOffset(startedAt, event)).toBe('+  12.3 s');
    const stepped = { ...at, at: at.at + 3_600_000 };
    expect(describeOffset(startedAt, { ...event, at: stepped })).toBe('+  12.3 s');
    expect(describeOffset(startedAt, { ...event, at: null })).toBe('         ');
  });
});

describe('cleanText', () => {
  test('lets no text steer the terminal, and keeps line ends, tabs and letters of all languages', () => {
    expect(cleanText('a\u001B[31mred\u0007\r\u202Eb\n\tÄ日')).toBe(
      'a\uFFFD[31mred\uFFFD\uFFFD\uFFFDb\n\tÄ日',
    );
  });
});

describe('formatTable', () => {
  test('aligns the columns without blanks at the end of a line', () => {
    expect(
      formatTable([
        ['A', 'LONG'],
        ['abc', 'x'],
      ]),
    ).toBe('A    LONG\nabc  x');
  });
});
