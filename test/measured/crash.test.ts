import { test } from 'vitest';
import { measuredMs } from '../support/patience.ts';
import { survives } from '../support/survives.ts';

/** Six deaths in one drill, to save time; `npm run test:crash` cuts everywhere. */
test(
  'a drill whose worker dies before it acts, again and again, acts once and passes',
  survives({
    both: false,
    cuts: [
      'drill.prepare///before',
      'companion.start///after',
      'region.power-off/lose-region/inject/before',
      'approval answered',
      'rds.promote-replica/promote/run/before',
      'route53.swap/swap-services/run/before',
    ],
  }),
  measuredMs,
);
