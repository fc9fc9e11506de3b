import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CutBench, startCutBench } from '../crash/cut-bench.ts';
import { findProblemsOf } from '../crash/run-cut.ts';
import { findScenario } from '../crash/scenario.ts';

let bench: CutBench;
beforeAll(async () => {
  bench = await startCutBench();
}, 240_000);
afterAll(async () => {
  await bench?.stop();
}, 60_000);

/** Six deaths in one drill, to save time; `npm run test:crash` cuts everywhere, one death per drill. */
test.each([
  [
    'A drill whose worker dies before it acts, again and again, acts once and passes',
    [
      'drill.prepare///before',
      'companion.start///after',
      'region.power-off/lose-region/inject/before',
      'approval answered',
      'rds.promote-replica/promote/run/before',
      'route53.swap/swap-services/run/before',
    ],
  ],
  [
    'A drill whose worker dies after it acted and before it could say so, again and again, acts once and passes',
    [
      'region.power-off/lose-region/inject/after',
      'journal.seal///after',
      'rds.promote-replica/promote/run/after',
      'route53.swap/swap-database/run/after',
      'region.power-off/lose-region/heal/after',
      'drill.judge///after',
    ],
  ],
])(
  '%s',
  async (_title, cuts) => {
    const scenario = findScenario('completes');

    expect(await findProblemsOf(bench, scenario, cuts)).toEqual([]);
  },
  360_000,
);
