import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { coverSeries, sumGapMs } from '../../../src/samples/coverage.ts';
import type { Series } from '../../../src/samples/series.ts';
import { findImpact, findRecovery, isGood } from '../../../src/samples/sustained.ts';
import { evaluateConditions, measureWindow } from '../../../src/samples/window.ts';
import { duration, makeSeries, percent, zero, type Behaviour } from '../../support/synthetic-series.ts';

const that = [percent('ok', '>=', 80), duration('p95', '<', 100)];
const windowMs = 100;

function series(letters: string): Series {
  const behaviours: Record<string, ReturnType<Behaviour>> = {
    o: { region: 'east' },
    w: { region: 'west' },
    x: { label: 'refused', region: null },
    l: { region: 'east', doneMs: 1e9 },
    _: null,
  };
  const behave: Behaviour = (_, number) => behaviours[letters[number]!] ?? null;
  return makeSeries({ watch: 'reads', everyMs: 10, fromMs: 0, toMs: letters.length * 10, behave });
}

function at(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms - zero.monoMs);
}

test.each<[string, number | null, string]>([
  ['oooooooooo', null, 'no bad attempt'],
  ['ooxooooxoo', null, 'strays far apart'],
  ['ooxxoooooo', null, 'two in a row'],
  ['oooxxxoooo', 30, 'three in a row'],
  ['ooxoxoxooo', 20, 'three of five'],
  ['ooollloooo', 30, 'late ones'],
  ['xxxooooooo', 0, 'the very first'],
])('Impact in %s is at %s: %s.', (letters: string, expected: number | null, _why: string) => {
  expect(at(findImpact(coverSeries(series(letters)), that, zero.monoMs))).toBe(expected);
});

test('impact before the instant from which on it is looked for does not count', () => {
  expect(at(findImpact(coverSeries(series('xxxooooxxxoo')), that, zero.monoMs + 10))).toBe(70);
});

const letters = fc
  .array(fc.tuple(fc.constantFrom('o', 'o', 'o', 'x', 'w', 'l', '_'), fc.integer({ min: 1, max: 15 })), {
    maxLength: 14,
  })
  .map((runs) => `o${runs.map(([letter, length]) => letter.repeat(length)).join('')}`);

test('impact equals its definition: a bad attempt, and three bad ones among it and the next four', () => {
  fc.assert(
    fc.property(letters, (letters) => {
      const known = letters
        .split('')
        .map((letter, number) => ({ letter, number }))
        .filter(({ letter }) => letter !== '_');
      const first = known.find(
        ({ letter }, at) =>
          isBad(letter) && known.slice(at, at + 5).filter((next) => isBad(next.letter)).length >= 3,
      );
      const expected = first === undefined ? null : first.number * 10;
      expect(at(findImpact(coverSeries(series(letters)), that, zero.monoMs))).toBe(expected);
    }),
    { numRuns: 500 },
  );
});

test('recovery equals its definition: every window is measured, the first that passes is it', () => {
  fc.assert(
    fc.property(letters, fc.constantFrom('east', null), fc.nat(300), (letters, region, fromMs) => {
      const tried = series(letters);
      const search = { that, region, windowMs, fromMs: zero.monoMs + fromMs };
      const found = findRecovery(coverSeries(tried), search);
      expect(found.latestMs).toBe(searchEveryWindow(tried, search, false));
      expect(found.sustainedMs).toBe(searchEveryWindow(tried, search, true));
    }),
    { numRuns: 500 },
  );
});

function isBad(letter: string): boolean {
  return letter === 'x' || letter === 'l';
}

/** The definition, with no regard for time. */
function searchEveryWindow(
  tried: Series,
  search: { region: string | null; fromMs: number },
  forgiving: boolean,
): number | null {
  const coverage = coverSeries(tried);
  for (const sample of coverage.samples) {
    const fromMs = sample.intendedMs;
    const toMs = fromMs + windowMs;
    if (fromMs < search.fromMs || toMs > coverage.toMs || !isGood(sample, that, search.region)) continue;
    const measure = measureWindow(tried, { fromMs, toMs, region: search.region });
    expect(measure.missing).toBe(Math.round(sumGapMs(coverage, { fromMs, toMs }) / 10));
    const seen = forgiving ? { ...measure, missing: 0 } : measure;
    if (evaluateConditions(that, seen).held === true) return fromMs;
  }
  return null;
}

test('recovery is where good attempts begin to stay; one green attempt before is only the first', () => {
  const found = findRecovery(coverSeries(series(`xxxoxxx${'o'.repeat(12)}`)), {
    that,
    region: null,
    windowMs,
    fromMs: zero.monoMs,
  });
  expect([at(found.firstOkMs), at(found.sustainedMs), at(found.latestMs)]).toEqual([30, 70, 70]);
});

test('recovery in a stretch with holes lies between the measured and the latest possible one', () => {
  const found = findRecovery(coverSeries(series(`xxxooooo__oox${'o'.repeat(14)}`)), {
    that,
    region: null,
    windowMs,
    fromMs: zero.monoMs,
  });
  expect([at(found.sustainedMs), at(found.latestMs)]).toEqual([30, 100]);
});

test('recovery needs its whole window measured', () => {
  const found = findRecovery(coverSeries(series(`xxx${'o'.repeat(9)}`)), {
    that,
    region: null,
    windowMs,
    fromMs: zero.monoMs,
  });
  expect([at(found.firstOkMs), found.sustainedMs]).toEqual([30, null]);
});
