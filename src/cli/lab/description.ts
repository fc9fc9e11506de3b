import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OperationError } from '../../errors/operation-error.ts';

/** What a lab says about itself when it is up; only what the CLI needs. */
export const LabDescription = z.object({
  id: z.string(),
  dir: z.string(),
  pid: z.int(),
  temporal: z.object({ address: z.string(), ui: z.string(), namespace: z.string() }),
  environmentFile: z.string(),
  env: z.record(z.string(), z.string()),
});
export type LabDescription = z.infer<typeof LabDescription>;

/** The description that a lab keeps in its own folder. Throws OperationError when the lab is gone. */
export async function readDescription(dir: string): Promise<LabDescription> {
  try {
    return LabDescription.parse(JSON.parse(await readFile(join(dir, 'lab.json'), 'utf8')));
  } catch (cause) {
    throw new OperationError({
      kind: 'LabGone',
      message: `lab cannot be read: expected its description in ${dir}, got none`,
      hint: 'see which labs are up: drill lab status',
      retryable: false,
      cause,
    });
  }
}

/** Variables with which `drill` works in a lab. */
export function labVariables(lab: LabDescription): Record<string, string> {
  return {
    ...lab.env,
    // This file does not exist: no configuration of the user may lead a lab's drill elsewhere.
    TEMPORAL_CONFIG_FILE: join(lab.dir, 'no-temporal.toml'),
    DRILL_LIBRARY: join(lab.dir, 'environments'),
    DRILL_UI: lab.temporal.ui,
  };
}

/** The user's environment without anything that points to their own cloud, Temporal or drills, and the lab's instead. */
export function labEnvironment(lab: LabDescription, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !/^(AWS|TEMPORAL|DRILL)_/.test(name));
  const { DRILL_LOG_LEVEL } = env;
  return {
    ...Object.fromEntries(kept),
    ...(DRILL_LOG_LEVEL === undefined ? {} : { DRILL_LOG_LEVEL }),
    ...labVariables(lab),
  };
}
