import { expect, test } from 'vitest';
import type { Series } from '../../../src/samples/series.ts';
import { evaluateWait, type WaitQuestion } from '../../../src/samples/wait.ts';
import { duration, makeSeries, percent, zero, type Behaviour } from '../../support/synthetic-series.ts';

const back = [percent('ok', '>=', 99)];

/** A running sampler, as its file looks at `nowMs`: attempts that are not done yet are not in it. */
function running(behave: Behaviour, nowMs: number, gaps: Series['gaps'] = []): Series {
  const whole = makeSeries({ watch: 'reads', everyMs: 20, fromMs: 0, toMs: nowMs, behave, gaps });
  return {
    ...whole,
    endedMs: null,
    samples: whole.samples.filter(({ doneMs }) => doneMs <= zero.monoMs + nowMs),
  };
}

function ask(behave: Behaviour, nowMs: number, parts: Partial<WaitQuestion> = {}) {
  const question = {
    that: back,
    region: null,
    sustainedMs: 1_000,
    sinceMs: zero.monoMs,
    nowMs: zero.monoMs + nowMs,
    ...parts,
  };
  return evaluateWait(running(behave, nowMs), question);
}

const hangsUntil =
  (untilMs: number): Behaviour =>
  (atMs) =>
    atMs < untilMs ? { label: 'hang', doneMs: zero.monoMs + atMs + 500 } : {};

test('a condition holds at the end of the first whole window in which it does', () => {
  const answer = ask(hangsUntil(600), 3_000);
  expect(answer).toMatchObject({
    held: true,
    seen: ['ok = 100% (50 samples)'],
    values: { count: 50, ok: 100 },
  });
  expect(answer.window).toEqual({ fromMs: zero.monoMs + 600, toMs: zero.monoMs + 1_600 });
});

test('the answer is the same, however late it is asked', () => {
  expect(ask(hangsUntil(600), 9_000).window).toEqual(ask(hangsUntil(600), 3_000).window);
});

test('a window that began before the wait does not count', () => {
  const answer = ask(() => ({}), 3_000, { sinceMs: zero.monoMs + 2_500 });
  expect(answer.held).toBe('unknown');
});

test('attempts in flight count neither for nor against, until their timeout has passed', () => {
  expect(
    ask((atMs) => (atMs < 900 ? {} : { label: 'hang', doneMs: zero.monoMs + atMs + 500 }), 1_300).held,
  ).not.toBe(true);
  expect(ask((atMs) => (atMs < 900 ? {} : null), 3_000).held).not.toBe(true);
});

test('a condition that did not hold is false, with what the last window showed', () => {
  const answer = ask(hangsUntil(9_000), 5_000);
  expect(answer).toMatchObject({ held: false, seen: ['ok = 0% (50 samples)'] });
});

test('a dead sampler makes the answer unknown, not true for ever', () => {
  expect(ask((atMs) => (atMs < 500 ? {} : null), 5_000).held).toBe('unknown');
});

test('a stall in the window keeps the condition open until a whole window is measured', () => {
  expect(ask((atMs) => (atMs >= 500 && atMs < 600 ? null : {}), 2_000, { sustainedMs: 1_000 })).toMatchObject(
    {
      held: true,
      window: { fromMs: zero.monoMs + 600 },
    },
  );
});

test('only answers of the region that is asked for count', () => {
  expect(
    ask((atMs) => ({ region: atMs < 1_000 ? 'west' : 'east' }), 3_000, { region: 'east' }).window.fromMs,
  ).toBe(zero.monoMs + 1_000);
});

const slower: Behaviour = (atMs) => ({ doneMs: zero.monoMs + atMs + (atMs < 1_000 ? 5 : 12) });

test('a condition of steady relates to the steady window', () => {
  const that = [{ ...duration('p99', '<', 200), of: 'steady' }];
  const steady = { fromMs: zero.monoMs, toMs: zero.monoMs + 1_000 };
  expect(ask(slower, 3_000, { that, steady, sinceMs: zero.monoMs + 1_000 }).held).toBe(false);
  expect(
    ask(slower, 3_000, { that: [{ ...that[0]!, value: 300 }], steady, sinceMs: zero.monoMs + 1_000 }).held,
  ).toBe(true);
});

const silent: Behaviour = (atMs) => (atMs < 1_000 ? {} : null);

test('a sampler that has only just fallen silent is waited for; after its timeout its silence is a gap', () => {
  expect(ask(silent, 1_400, { sinceMs: zero.monoMs + 100 }).window.toMs).toBe(zero.monoMs + 1_000);
  expect(ask(silent, 5_000, { sinceMs: zero.monoMs + 100 }).window.toMs).toBe(zero.monoMs + 4_250);
});
