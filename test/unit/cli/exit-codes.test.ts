import { describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../../src/cli/exit-codes.ts';

describe('exitCodeOf', () => {
  test.each([
    [{ clean: true, outcome: 'completed', verdict: 'pass' }, 0],
    [{ clean: true, outcome: 'completed', verdict: 'fail' }, 1],
    [{ clean: true, outcome: 'undone', verdict: 'fail' }, 1],
    [{ clean: true, outcome: 'completed', verdict: 'inconclusive' }, 3],
    [{ clean: false, outcome: 'completed', verdict: 'pass' }, 4],
    [{ clean: false, outcome: 'aborted', verdict: 'fail' }, 4],
    [{ clean: true, outcome: 'stuck', verdict: 'fail' }, 4],
    [{ clean: true, outcome: 'aborted', verdict: 'inconclusive' }, 6],
  ] as const)('gives for %j the code %i', (report, code) => {
    expect(exitCodeOf(report)).toBe(code);
  });
});
