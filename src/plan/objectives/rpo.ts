import { formatDuration } from '../../time/duration.ts';
import type { ObjectiveRules } from './objective-rules.ts';

/** How much of the acknowledged writes may be lost, as time. */
export const rpoObjective: ObjectiveRules<'rpo'> = {
  compile: (_scope, { watch, targetMs }) => ({ name: 'rpo', watch, targetMs }),
  describe: ({ watch, targetMs }) => `${watch}: at most ${formatDuration(targetMs)} of writes lost`,
};
