import { test } from 'vitest';
import { measuredMs } from '../support/patience.ts';
import { survives } from '../support/survives.ts';

/** Six deaths in one drill, to save time; `npm run test:crash` cuts everywhere. */
test(
  'a drill with two workers at once, of which the one dies that acted before it could say so, again and again, acts once and passes',
  survives({
    both: true,
    cuts: [
      'region.power-off/lose-region/inject/after',
      'journal.seal///after',
      'rds.promote-replica/promote/run/after',
      'route53.swap/swap-database/run/after',
      'region.power-off/lose-region/heal/after',
      'drill.judge///after',
    ],
  }),
  measuredMs,
);
