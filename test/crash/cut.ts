import { appendFileSync } from 'node:fs';
import { z } from 'zod';

/** Where a worker dies: at the n-th activity of a name, before its code ran, or after it and before the answer is reported. */
export interface Cut {
  activity: string;
  side: 'before' | 'after';
}

/** What the worker under test reads from its environment. */
export const cutVariables = {
  /** Where to die, one cut per line. */
  cuts: 'CRASH_CUT',
  /** File that tells where workers died, so that no later one dies at the same cut. */
  marker: 'CRASH_MARKER',
  /** Every activity that starts is appended to it, one name per line. */
  record: 'CRASH_RECORD',
} as const;

/** `<activity type>[#n]/<step or nothing>/<phase or nothing>/<before|after>`. */
export function formatCut({ activity, side }: Cut): string {
  return `${activity}/${side}`;
}

/** Step and phase as an activity's one argument carries them; a wait is known by its watch. */
const Argument = z.object({
  drill: z.object({ step: z.string().optional() }).optional(),
  phase: z.string().optional(),
  watch: z.string().optional(),
});

/** Names an activity by what it is about; from the second one of a name on it carries its number: `clock.read#2//`. */
export function createNaming(): (type: string, argument: unknown) => string {
  const seen = new Map<string, number>();
  return (type, argument) => {
    const { data } = Argument.safeParse(argument);
    const about = `${data?.drill?.step ?? data?.watch ?? ''}/${data?.phase ?? ''}`;
    const count = (seen.get(`${type}/${about}`) ?? 0) + 1;
    seen.set(`${type}/${about}`, count);
    return `${type}${count === 1 ? '' : `#${count}`}/${about}`;
  };
}

/** Writes the cut to the marker and ends this process as `kill -9` does; never returns. */
export function die(marker: string, cut: string): Promise<never> {
  appendFileSync(marker, `${cut}\n`);
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
}
