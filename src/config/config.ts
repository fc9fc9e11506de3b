import { join, resolve } from 'node:path';
import { z } from 'zod';
import { InvalidInput } from '../errors/problem.ts';
import { readHome } from '../host/home.ts';
import { packageRoot } from './package-root.ts';

export interface Config {
  /** Folder of evidence and running drills. */
  home: string;
  /** Folders searched for runbooks and environments, first match wins; the built-in ones are last. */
  library: string[];
  logLevel: LogLevel;
  /** Address of the Temporal UI for links; null: guessed from the server's address. */
  ui: string | null;
  /** Name of the worker deployment that this worker is a version of; null: not versioned. */
  deployment: string | null;
}

type LogLevel = (typeof logLevels)[number];
const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

/** Temporal puts `.` and `:` between a deployment's name and its build ids, and keeps names with two underscores to itself. */
const deploymentName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/;

const Variables = z.object({
  DRILL_LIBRARY: z.string().default(''),
  DRILL_LOG_LEVEL: z.enum(logLevels).default('info'),
  DRILL_UI: z.url({ protocol: /^https?$/ }).optional(),
  DRILL_WORKER_DEPLOYMENT: z.string().regex(deploymentName).optional(),
});

/** Drillmaster's own settings. Temporal's are read by its envconfig. Throws InvalidInput that names the variables. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const parsed = Variables.safeParse(withoutEmpty(env));
  if (!parsed.success) throw new InvalidInput(parsed.error.issues.map((issue) => describeIssue(issue, env)));
  const { DRILL_LIBRARY, DRILL_LOG_LEVEL, DRILL_UI, DRILL_WORKER_DEPLOYMENT } = parsed.data;
  const folders = DRILL_LIBRARY.split(':').filter((folder) => folder !== '');
  return {
    home: readHome(env),
    library: [...folders.map((folder) => resolve(folder)), join(packageRoot, 'runbooks')],
    logLevel: DRILL_LOG_LEVEL,
    ui: DRILL_UI?.replace(/\/+$/, '') ?? null,
    deployment: DRILL_WORKER_DEPLOYMENT ?? null,
  };
}

/** A variable set to nothing means the same as one that is not set. */
function withoutEmpty(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}

const expectations: Record<string, string> = {
  DRILL_LOG_LEVEL: `one of ${logLevels.join(', ')}`,
  DRILL_UI: 'an http or https address',
  DRILL_WORKER_DEPLOYMENT: 'a name of letters, digits, - and _, at most 100',
};

function describeIssue(issue: z.core.$ZodIssue, env: NodeJS.ProcessEnv) {
  const name = String(issue.path[0]);
  return {
    where: { file: 'environment variables', line: null, column: null },
    what: `${name} is not valid: expected ${expectations[name]}, got "${env[name] ?? ''}"`,
    hint: `correct ${name} or unset it`,
  };
}
