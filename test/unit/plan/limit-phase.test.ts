import { expect, test } from 'vitest';
import { limitPhase } from '../../../src/plan/limit-phase.ts';

const step = (deadlineMs: number, attempts: number) => ({ deadlineMs, attempts });

test('a step with one attempt has its deadline, and more attempts share at most a minute more, or as long again', () => {
  expect(limitPhase(step(600_000, 1), 'act')).toEqual({ attemptMs: 600_000, withinMs: 600_000 });
  expect(limitPhase(step(600_000, 10), 'act')).toEqual({ attemptMs: 600_000, withinMs: 660_000 });
  expect(limitPhase(step(5_000, 3), 'act')).toEqual({ attemptMs: 5_000, withinMs: 10_000 });
});

test('a look before an action that may take half an hour takes a minute', () => {
  expect(limitPhase(step(1_800_000, 5), 'look')).toEqual({ attemptMs: 60_000, withinMs: 120_000 });
  expect(limitPhase(step(5_000, 1), 'look')).toEqual({ attemptMs: 5_000, withinMs: 5_000 });
});
