import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatEnd,
  formatGap,
  formatHeader,
  formatSample,
  parseSeries,
} from '../../../src/samples/format.ts';
import type { Sample, SeriesHeader } from '../../../src/samples/series.ts';

const header: SeriesHeader = {
  schema: 1,
  watch: 'reads',
  operation: 'http.request',
  component: 'checkout',
  labels: ['ok', 'hang'],
  everyMs: 20,
  timeoutMs: 500,
  startedAt: { at: 1_000_000, monoMs: 500, boot: 'b' },
};

function sample(number: number, parts: Partial<Sample> = {}): Sample {
  const intendedMs = 500 + number * 20;
  const known = { number, intendedMs, sentMs: intendedMs + 0.25, doneMs: intendedMs + 3.5, label: 'ok' };
  return { ...known, region: null, address: null, fresh: false, value: null, note: null, ...parts };
}

test('a series comes back as it was written, whatever its texts contain', () => {
  const texts = fc.option(fc.string(), { nil: null });
  const arbitrary = fc.record({
    region: texts,
    address: texts,
    note: texts,
    fresh: fc.boolean(),
    value: fc.option(fc.integer(), { nil: null }),
  });
  fc.assert(
    fc.property(fc.array(arbitrary, { maxLength: 20 }), (parts) => {
      const samples = parts.map((part, number) => sample(number, part));
      const gap = { fromMs: 600, toMs: 700.5, why: 'stall' };
      const text =
        formatHeader(header) + samples.map(formatSample).join('') + formatGap(gap) + formatEnd(900);
      expect(parseSeries(text)).toEqual({ header, samples, gaps: [gap], endedMs: 900 });
    }),
  );
});

test('lines that were written when their attempt was done come back in order of their numbers', () => {
  const text = formatHeader(header) + [2, 0, 1].map((number) => formatSample(sample(number))).join('');
  expect(parseSeries(text).samples.map(({ number }) => number)).toEqual([0, 1, 2]);
  expect(parseSeries(text).endedMs).toBeNull();
});

test('a file that is cut off at any place gives the lines before the cut', () => {
  const text = formatHeader(header) + [0, 1, 2].map((number) => formatSample(sample(number))).join('');
  for (let length = formatHeader(header).length; length <= text.length; length++) {
    const { samples } = parseSeries(text.slice(0, length));
    const whole = text
      .slice(0, length)
      .split('\n')
      .filter((line) => line.startsWith('{"n"') && line.endsWith('}'));
    expect(samples).toHaveLength(whole.length);
  }
});

test('a sampler that was started again leaves a gap, even when its forerunner tore its last line, and its numbers go on', () => {
  const first =
    formatHeader(header) + [0, 1].map((number) => formatSample(sample(number))).join('') + '{"n":2,"i":5';
  const again = { ...header, startedAt: { at: 1_000_500, monoMs: 1_000, boot: 'b' } };
  const second =
    formatHeader(again) +
    formatSample({ ...sample(0), intendedMs: 1_000, sentMs: 1_000, doneMs: 1_004, value: 7 });
  const series = parseSeries(first + second);
  expect(series.samples.map(({ number }) => number)).toEqual([0, 1, 2]);
  expect(series.samples[2]!.value).toBe(7);
  expect(series.gaps).toEqual([{ fromMs: 540, toMs: 1_000, why: 'the sampler was started again' }]);
  expect(series.header).toEqual(header);
});

test('numbers that go on by themselves after a restart are kept', () => {
  const again = { ...header, startedAt: { at: 1_000_500, monoMs: 1_000, boot: 'b' } };
  const text =
    formatHeader(header) + formatSample(sample(0)) + formatHeader(again) + formatSample(sample(25));
  expect(parseSeries(text).samples.map(({ number }) => number)).toEqual([0, 25]);
});

test('an empty file may become readable; a damaged line in the middle never does', () => {
  expect(() => parseSeries('')).toThrow(
    expect.objectContaining({ kind: 'SeriesUnreadable', retryable: true }),
  );
  const damaged = `${formatHeader(header)}{"n":1}\n${formatSample(sample(2))}`;
  expect(() => parseSeries(damaged)).toThrow(
    expect.objectContaining({ kind: 'SeriesUnreadable', retryable: false }),
  );
});
