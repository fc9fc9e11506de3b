import { expect, test } from 'vitest';
import { evaluateConditions, measureWindow } from '../../../src/samples/window.ts';
import {
  type Behaviour,
  count,
  duration,
  makeSeries,
  percent,
  zero,
} from '../../support/synthetic-series.ts';

function measure(behave: Behaviour, parts: { toMs?: number; windowToMs?: number; region?: string } = {}) {
  const series = makeSeries({ watch: 'reads', everyMs: 10, fromMs: 0, toMs: parts.toMs ?? 1_000, behave });
  const window = { fromMs: zero.monoMs, toMs: zero.monoMs + (parts.windowToMs ?? 1_000) };
  return measureWindow(series, { ...window, region: parts.region ?? null });
}

test('shares are percents of all attempts of the window, counted by their intended instant', () => {
  expect(measure((_, number) => (number % 4 === 0 ? { label: 'hang', doneMs: 1e9 } : {}))).toMatchObject({
    count: 100,
    expected: 100,
    missing: 0,
    gapMs: 0,
    shares: { ok: 75, hang: 25 },
  });
});

test('percentiles are those of ok attempts, from the intended instant to the end', () => {
  expect(
    measure((atMs, number) => ({
      doneMs: zero.monoMs + atMs + number + 1,
      sentMs: zero.monoMs + atMs + number,
    })),
  ).toMatchObject({ p50: 50, p95: 95, p99: 99, max: 100 });
  expect(measure(() => ({ label: 'hang' }))).toMatchObject({ p50: null, p99: null, max: null });
});

test('an ok attempt of another region, or of an unknown one, is not ok where a region is asked for', () => {
  const { shares } = measure((_, number) => ({ region: ['west', 'east', null][number % 3]! }), {
    region: 'east',
  });
  expect(shares['ok']).toBe(33);
  expect(shares['ok-elsewhere']).toBe(67);
});

test('attempts that the pace demands and that are not there are a gap, before, inside and after', () => {
  const inside = measure((atMs) => (atMs >= 200 && atMs < 300 ? null : {}));
  expect(inside).toMatchObject({ count: 90, missing: 10, gapMs: 100 });
  expect(measure(() => ({}), { windowToMs: 1_200 })).toMatchObject({ count: 100, missing: 20, gapMs: 200 });
  expect(measure((atMs) => (atMs < 50 ? null : {}))).toMatchObject({ missing: 5, gapMs: 50 });
});

test('attempts inside a recorded gap say nothing about the target', () => {
  const gap = { fromMs: 100, toMs: 200, why: 'stall' };
  const series = makeSeries({
    watch: 'reads',
    everyMs: 10,
    fromMs: 0,
    toMs: 1_000,
    behave: (atMs) => (atMs >= 100 && atMs < 200 ? { label: 'hang' } : {}),
    gaps: [gap],
  });
  const measured = measureWindow(series, { fromMs: zero.monoMs, toMs: zero.monoMs + 1_000 });
  expect(measured).toMatchObject({ count: 90, missing: 10, shares: { ok: 100 } });
});

test('conditions hold or not, and say what was seen', () => {
  const one = measure((_, number) => (number === 7 ? { label: 'error' } : {}));
  expect(evaluateConditions([percent('ok', '>=', 99), duration('p99', '<', 500)], one)).toEqual({
    held: true,
    seen: ['ok = 99% (100 samples)', 'p99 = 5 ms (100 samples)'],
  });
  expect(evaluateConditions([percent('ok', '>=', 99), percent('error', '=', 0)], one).held).toBe(false);
  expect(evaluateConditions([count('count', '>=', 101)], one).held).toBe(false);
  expect(evaluateConditions([duration('max', '<', 5)], one).held).toBe(false);
  expect(evaluateConditions([duration('max', '<=', 5)], one).held).toBe(true);
});

test('fewer than 80% of the expected attempts are too few to say anything', () => {
  const thin = measure((_, number) => (number % 4 === 0 ? null : {}));
  expect(evaluateConditions([percent('ok', '>=', 50)], thin)).toMatchObject({
    held: 'unknown',
    seen: ['ok = 100% (75 samples, 25 missing)'],
  });
});

test('a gap matters only where the missing attempts could turn the answer', () => {
  const holed = measure((atMs) => (atMs >= 200 && atMs < 300 ? null : {}));
  expect(evaluateConditions([percent('ok', '>=', 90)], holed).held).toBe(true);
  expect(evaluateConditions([percent('ok', '>=', 99)], holed).held).toBe('unknown');
  expect(evaluateConditions([percent('ok', '<', 50)], holed).held).toBe(false);
  expect(evaluateConditions([percent('hang', '=', 0)], holed).held).toBe('unknown');
  expect(evaluateConditions([duration('p50', '<', 500)], holed).held).toBe(true);
  expect(evaluateConditions([duration('p99', '<', 500)], holed).held).toBe('unknown');
  expect(evaluateConditions([duration('p99', '<', 2)], holed).held).toBe(false);
  expect(evaluateConditions([duration('p50', '>', 500)], holed).held).toBe(false);
});

test('latencies of a window without an ok attempt are unknown', () => {
  const dead = measure(() => ({ label: 'hang' }));
  expect(evaluateConditions([duration('p99', '<', 500)], dead)).toMatchObject({
    held: 'unknown',
    seen: ['p99 = not measured (100 samples)'],
  });
});

test('a condition of steady is a percentage of what was measured there', () => {
  const steady = measure((atMs) => ({ doneMs: zero.monoMs + atMs + 10 }));
  const slow = measure((atMs) => ({ doneMs: zero.monoMs + atMs + 19 }));
  const relative = { ...duration('p99', '<', 200), of: 'steady' };
  expect(evaluateConditions([relative], slow, steady).held).toBe(true);
  expect(evaluateConditions([{ ...relative, value: 190 }], slow, steady).held).toBe(false);
  expect(evaluateConditions([relative], slow).held).toBe('unknown');
});
