import { type ReportedObjective, wordsOf } from '../report/objectives/tell-objectives.ts';
import type { ReportedCheck } from '../report/report.ts';
import { showMs } from '../report/show-ms.ts';
import { numbersOf } from '../samples/numbers-of.ts';
import { formatDuration } from '../time/duration.ts';
import { disturbedMs, isoOf, type Facts } from './facts.ts';

/** An objective as one line of the verdict table. */
export function checkObjective(facts: Facts, objective: ReportedObjective): ReportedCheck {
  const { name, watch, targetMs, actualMs, verdict, how } = objective;
  return {
    name: `${name} of ${watch}`,
    kind: 'objective',
    quote: `${name} <= ${formatDuration(targetMs)}`,
    window: [isoOf(facts.base, disturbedMs(facts)), isoOf(facts.base, facts.ending.endedMs)],
    counts: numbersOf(wordsOf(objective).counts(objective)),
    verdict,
    why: `${showMs(actualMs)}: ${how}`,
  };
}
