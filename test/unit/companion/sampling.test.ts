import { assert, asyncProperty, dictionary, integer } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maxInFlight, runSampling, type SamplingClock } from '../../../src/companion/sampling.ts';
import type { Attempt } from '../../../src/operation/contract.ts';
import type { Gap, Sample } from '../../../src/samples/series.ts';

const ok: Attempt = { label: 'ok', region: null, address: null, fresh: true, value: null, note: null };
const everyMs = 20;

/** A clock that moves by waiting alone, and by `stalls`: monotonic instant -> lateness of the wait that passes it. */
function createClock(untilMs: number, stalls: Record<number, number> = {}) {
  const told = new AbortController();
  let nowMs = 0;
  const clock: SamplingClock = {
    nowMs: () => nowMs,
    wait: async (ms) => {
      const before = nowMs;
      nowMs += Math.max(0, ms);
      for (const [at, late] of Object.entries(stalls)) {
        if (before < Number(at) && nowMs >= Number(at)) nowMs += late;
      }
      if (nowMs >= untilMs) told.abort();
      await Promise.resolve();
    },
  };
  return { clock, signal: told.signal };
}

async function sample(attempt: () => Promise<Attempt>, time: ReturnType<typeof createClock>) {
  const samples: Sample[] = [];
  const gaps: Gap[] = [];
  await runSampling(
    {
      session: { attempt, close: async () => {} },
      grid: { startMs: 0, startAt: 1_000_000, firstNumber: 1, everyMs },
      settleMs: 100,
      clock: time.clock,
      record: { sample: (one) => samples.push(one), gap: (one) => gaps.push(one) },
    },
    time.signal,
  );
  return { samples, gaps };
}

describe('the sampling loop', () => {
  test('intends each attempt at its instant of the grid, whatever the attempts do', async () => {
    const { samples, gaps } = await sample(async () => ok, createClock(2_000));
    expect(samples.map(({ intendedMs }) => intendedMs)).toEqual(
      samples.map(({ number }) => number * everyMs),
    );
    expect(samples.map(({ number }) => number)).toEqual(Array.from({ length: 99 }, (_, at) => at + 1));
    expect(gaps).toEqual([]);
  });

  test('goes on at its rate when the target answers nothing, and counts what it could not send', async () => {
    const { samples } = await sample(() => new Promise(() => {}), createClock(4_000));
    expect(samples.map(({ label }) => label)).toEqual(Array(199 - maxInFlight).fill('unsent'));
    expect(samples[0]?.number).toBe(maxInFlight + 1);
  });

  test('labels an attempt that throws as an error and keeps why', async () => {
    const { samples } = await sample(() => Promise.reject(new Error('no such host')), createClock(100));
    expect(samples[0]).toMatchObject({ label: 'error', note: 'no such host' });
  });

  test('records its own stall as a gap and sends none of the attempts that fell into it', async () => {
    const { samples, gaps } = await sample(async () => ok, createClock(2_000, { 1_000: 500 }));
    expect(gaps).toEqual([{ fromMs: 1_000, toMs: 1_500, why: 'the sampler stalled' }]);
    const inGap = samples.filter(({ intendedMs }) => intendedMs >= 1_000 && intendedMs < 1_500);
    expect(inGap).toEqual([]);
    expect(samples.at(-1)?.intendedMs).toBe(1_980);
  });

  test('lets the gap of a stall reach back to the oldest attempt in flight', async () => {
    let sent = 0;
    const held = Promise.withResolvers<Attempt>();
    const attempt = async () => {
      sent += 1;
      if (sent === 60) held.resolve(ok);
      if (sent !== 10) return ok;
      return await held.promise;
    };
    const { gaps } = await sample(attempt, createClock(2_000, { 400: 500 }));
    expect(gaps).toEqual([{ fromMs: 200, toMs: 900, why: 'the sampler stalled' }]);
  });

  test('sends late, and says when, what a short delay of its own held up', async () => {
    const { samples, gaps } = await sample(async () => ok, createClock(2_000, { 1_000: 45 }));
    expect(gaps).toEqual([]);
    expect(samples.find(({ intendedMs }) => intendedMs === 1_000)?.sentMs).toBe(1_045);
  });

  test('accounts for every instant of the grid, by an attempt or by a gap', async () => {
    const stalls = dictionary(integer({ min: 50, max: 1_900 }).map(String), integer({ min: 0, max: 700 }), {
      maxKeys: 5,
    });
    await assert(
      asyncProperty(stalls, async (stalls) => {
        const { samples, gaps } = await sample(async () => ok, createClock(3_000, stalls));
        const numbers = new Set(samples.map(({ number }) => number));
        const missed = Array.from({ length: Math.max(...numbers) }, (_, at) => at + 1)
          .filter((number) => !numbers.has(number))
          .filter(
            (number) => !gaps.some((gap) => gap.fromMs <= number * everyMs && number * everyMs < gap.toMs),
          );
        expect(missed).toEqual([]);
        expect(numbers.size).toBe(samples.length);
      }),
    );
  });
});
