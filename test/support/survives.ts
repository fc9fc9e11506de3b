import { afterAll, beforeAll, expect } from 'vitest';
import { type CutBench, startCutBench } from '../crash/cut-bench.ts';
import { isMachineTooBusy } from '../crash/find-problems.ts';
import { findProblemsOf } from '../crash/run-cut.ts';
import type { Deaths } from '../crash/run-drill.ts';
import { findScenario } from '../crash/scenario.ts';
import { NotMeasured, whenMeasured } from './too-busy.ts';

/** A test, alone in its file, of a drill that completes though workers die there: once more when the machine was too busy. */
export function survives(deaths: Deaths): ReturnType<typeof whenMeasured> {
  let bench: CutBench;
  beforeAll(async () => {
    bench = await startCutBench();
  });
  afterAll(async () => {
    await bench.stop();
  });
  return whenMeasured(async () => {
    const problems = await findProblemsOf(bench, findScenario('completes'), deaths);
    if (isMachineTooBusy(problems)) throw new NotMeasured(problems.join('; '));
    expect(problems).toEqual([]);
  });
}
