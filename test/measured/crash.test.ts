import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CutBench, startCutBench } from '../crash/cut-bench.ts';
import { findProblemsOf } from '../crash/run-cut.ts';
import { findScenario } from '../crash/scenario.ts';

let benches: CutBench[] = [];
beforeAll(async () => {
  benches = await Promise.all([startCutBench(), startCutBench()]);
}, 240_000);
afterAll(async () => {
  await Promise.all(benches.map((bench) => bench.stop()));
}, 60_000);

/** Six deaths in one drill and both drills at once, to save time; `npm run test:crash` cuts everywhere. */
test.concurrent.each([
  [
    'A drill whose worker dies before it acts, again and again, acts once and passes',
    { lab: 0, both: false },
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
    'A drill with two workers at once, of which the one dies that acted before it could say so, again and again, acts once and passes',
    { lab: 1, both: true },
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
  async (_title, { lab, both }, cuts) => {
    const scenario = findScenario('completes');

    expect(await findProblemsOf(benches[lab]!, scenario, { cuts, both })).toEqual([]);
  },
  360_000,
);
