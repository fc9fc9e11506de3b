import { describe, expect, test } from 'vitest';
import {
  compareLedger,
  type PresentRange,
  type Series,
} from '../../../../activities/postgres/ledger-comparison.ts';

const everyMs = 20;

/** Samples by number: `true` was acknowledged, `false` was not. */
function seriesOf(attempts: Record<number, boolean>, gaps: Series['gaps'] = []): Series {
  const samples = Object.entries(attempts).map(([number, acknowledged]) => ({
    number: Number(number),
    intendedMs: Number(number) * everyMs,
    sentMs: Number(number) * everyMs,
    doneMs: Number(number) * everyMs + 3,
    label: acknowledged ? 'ok' : 'refused',
    region: 'west',
    address: null,
    fresh: false,
    value: acknowledged ? Number(number) : null,
    note: null,
  }));
  return {
    header: {
      schema: 1,
      watch: 'writes',
      operation: 'postgres.ledger',
      component: 'database',
      labels: ['ok'],
      everyMs,
      timeoutMs: 40,
      startedAt: { at: 0, monoMs: 0, boot: 'boot' },
    },
    samples,
    gaps,
    endedMs: null,
  };
}

function compare(before: Series, present: PresentRange[], after = before) {
  return compareLedger({ before, after, present });
}

describe('the comparison of acknowledged and present rows', () => {
  test('finds nothing wrong when they are the same', () => {
    const series = seriesOf({ 0: true, 1: true, 2: true });
    expect(compare(series, [[0, 2]]).counts).toEqual({
      acknowledged: 3,
      present: 3,
      lost: 0,
      phantom: 0,
      duplicate: 0,
      unexplained: 0,
    });
  });

  test('counts acknowledged rows that are gone as lost, to the row', () => {
    const series = seriesOf({ 0: true, 1: true, 2: true, 3: true });
    expect(
      compare(series, [
        [0, 0],
        [3, 3],
      ]).counts,
    ).toMatchObject({ lost: 2, present: 2 });
  });

  test('does not call a row lost that was acknowledged after the rows were read', () => {
    const after = seriesOf({ 0: true, 1: true });
    expect(compare(seriesOf({ 0: true }), [[0, 0]], after).counts).toMatchObject({ lost: 0, phantom: 0 });
  });

  test('counts a present row without an acknowledgement as phantom, not as unexplained', () => {
    expect(compare(seriesOf({ 0: true, 1: false }), [[0, 1]]).counts).toMatchObject({
      phantom: 1,
      unexplained: 0,
    });
  });

  test('counts a row that nobody tried to write as unexplained and names it', () => {
    const { counts, strangers } = compare(seriesOf({ 0: true, 1: true }), [
      [0, 1],
      [900, 900],
    ]);
    expect(counts.unexplained).toBe(1);
    expect(strangers).toEqual([900]);
  });

  test('lets a gap of the sampler, and one timeout before it, explain a row', () => {
    const gap = { fromMs: 200, toMs: 300, why: 'the sampler was started again' };
    const series = seriesOf({ 0: true, 20: true }, [gap]);
    expect(
      compare(series, [
        [0, 0],
        [8, 15],
      ]).counts.unexplained,
    ).toBe(0);
    expect(
      compare(series, [
        [0, 0],
        [7, 16],
      ]).strangers,
    ).toEqual([7, 16]);
  });

  test('counts a number that was acknowledged twice as a duplicate', () => {
    const series = seriesOf({ 0: true, 1: true });
    const twice = { ...series, samples: [...series.samples, { ...series.samples[1]!, number: 2 }] };
    expect(compare(twice, [[0, 1]]).counts).toMatchObject({ duplicate: 1 });
  });
});
