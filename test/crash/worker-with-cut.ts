import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ActivityInterceptorsFactory, InjectedSinks } from '@temporalio/worker';
import { pino } from 'pino';
import { z } from 'zod';
import { readConfig } from '../../src/config/config.ts';
import { runWorker } from '../../src/worker/run-worker.ts';
import { createNaming, cutVariables, die, formatCut } from './cut.ts';
import type { CutSinks } from './workflow-cuts.ts';

/** What the keeper of workers says on standard input; its end ends the worker. */
const go = 'go';

/**
 * The worker as it is shipped, but that it records where it could be cut and dies by SIGKILL at some of these places, at
 * each once. Loads everything and then waits to be told to begin: a spare one takes over at once.
 */
const variables = z
  .object({
    [cutVariables.cuts]: z.string(),
    [cutVariables.marker]: z.string(),
    [cutVariables.record]: z.string(),
    [cutVariables.bundle]: z.string(),
  })
  .parse(process.env);
const { home, library, logLevel } = readConfig();
const log = pino({ level: logLevel }, pino.destination({ dest: 2, sync: true }));
const owner = new AbortController();
await untilTold();
const instruments = {
  activities: [cutActivities()],
  workflowBundle: { codePath: variables[cutVariables.bundle] },
  sinks: cutWorkflows(),
};
await runWorker({ home, library, log, signal: owner.signal, instruments });

function untilTold(): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  lines.once('close', () => {
    owner.abort();
    // A spare that was never needed.
    process.exitCode = 0;
  });
  return new Promise((resolve) => {
    lines.on('line', (line) => {
      if (line === go) resolve();
    });
  });
}

function cutActivities(): ActivityInterceptorsFactory {
  const name = createNaming(readLines(variables[cutVariables.record]));
  return ({ info }) => ({
    inbound: {
      execute: async (input, next) => {
        if (info.attempt > 1) return await next(input);
        const activity = name(info.activityType, input.args[0]);
        await reach(formatCut({ activity, side: 'before' }));
        try {
          return await next(input);
        } finally {
          await reach(formatCut({ activity, side: 'after' }));
        }
      },
    },
  });
}

function cutWorkflows(): InjectedSinks<CutSinks> {
  return { cuts: { reach: { fn: (_info, cut: string) => reach(cut) } } };
}

/** Records the place, and dies there when it is one of the cuts. */
async function reach(cut: string): Promise<void> {
  appendFileSync(variables[cutVariables.record], `${cut}\n`);
  const due = variables[cutVariables.cuts].split('\n').includes(cut);
  const marker = variables[cutVariables.marker];
  if (due && !readLines(marker).includes(cut)) await die(marker, cut);
}

function readLines(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
}
