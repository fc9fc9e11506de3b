import { appendFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** Where a worker dies: at the n-th activity of a name, before its code ran, or after it and before the answer is reported. */
export interface Cut {
  activity: string;
  side: 'before' | 'after';
}

/** What the worker under test reads from its environment. */
export const cutVariables = {
  /** A cut as text; unset: the worker dies nowhere. */
  cut: 'CRASH_CUT',
  /** Written just before it dies, so that no later worker dies at the same cut. */
  marker: 'CRASH_MARKER',
  /** Every activity that starts is appended to it, one name per line. */
  record: 'CRASH_RECORD',
} as const;

export function formatCut({ activity, side }: Cut): string {
  return `${activity}/${side}`;
}

/** Reads `<activity type>[#n]/<step or nothing>/<phase or nothing>/<before|after>`. */
export function parseCut(text: string): Cut {
  const match = /^(.+\/.*\/.*)\/(before|after)$/.exec(text);
  const side = z.enum(['before', 'after']).safeParse(match?.[2]);
  if (match?.[1] === undefined || !side.success)
    throw new Error(
      `reading a cut failed: expected TYPE/STEP/PHASE/before or .../after, got "${text}"\nHINT: an uncut run lists them`,
    );
  return { activity: match[1], side: side.data };
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

export function recordActivity(file: string | undefined, name: string): void {
  if (file !== undefined) appendFileSync(file, `${name}\n`);
}

/** Leaves the marker and ends this process as `kill -9` does; never returns. */
export function die(marker: string): Promise<never> {
  writeFileSync(marker, String(Date.now()));
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
}
