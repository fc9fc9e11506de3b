import { stepBase } from './spread-step.ts';
import type { VerbRules } from './verb-rules.ts';

/** Lanes of steps, side by side. They do not see each other's results; what comes after the group sees those of all. */
export const togetherVerb: VerbRules<'together'> = {
  compile(lane, written, path) {
    const inner = written.together.map(() => ({ ...lane, before: new Map(lane.before) }));
    const lanes = written.together.map((steps, index) =>
      lane.compileSteps(inner[index]!, steps, [...path, 'together', index]),
    );
    for (const { before } of inner) for (const [id, known] of before) lane.before.set(id, known);
    return { verb: 'together', ...stepBase(written), lanes: lanes.filter((steps) => steps.length > 0) };
  },
  describe: () => ['together'],
  worstCaseMs: ({ lanes }, sumOf) => Math.max(0, ...lanes.map(sumOf)),
};
