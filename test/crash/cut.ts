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
  /** Every place where it could die is appended to it as it is reached, one per line. */
  record: 'CRASH_RECORD',
  /** File with the workflows and the interceptors that cut them. */
  bundle: 'CRASH_BUNDLE',
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

/**
 * Names an activity by what it is about; from the second one of a name on it carries its number: `clock.read#2//`. Goes
 * on with the numbers of what earlier workers of the drill reached.
 */
export function createNaming(reached: string[]): (type: string, argument: unknown) => string {
  const seen = new Map<string, number>();
  const count = (name: string) => {
    seen.set(name, (seen.get(name) ?? 0) + 1);
    return seen.get(name)!;
  };
  for (const cut of reached) if (cut.endsWith('/before')) count(cut.replace(/(#\d+)?(\/.*)\/before$/, '$2'));
  return (type, argument) => {
    const { data } = Argument.safeParse(argument);
    const about = `${data?.drill?.step ?? data?.watch ?? ''}/${data?.phase ?? ''}`;
    const number = count(`${type}/${about}`);
    return `${type}${number === 1 ? '' : `#${number}`}/${about}`;
  };
}

/** Writes the cut to the marker and ends this process as `kill -9` does; never returns. */
export function die(marker: string, cut: string): Promise<never> {
  appendFileSync(marker, `${cut}\n`);
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
}
