import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { pino } from 'pino';
import { z } from 'zod';
import { readConfig } from '../../src/config/config.ts';
import { runWorker } from '../../src/worker/run-worker.ts';
import { createNaming, cutVariables, die, formatCut } from './cut.ts';

const Variables = z.object({
  [cutVariables.cuts]: z.string(),
  [cutVariables.marker]: z.string(),
  [cutVariables.record]: z.string(),
});

/** The worker as it is shipped, but that it records its activities and dies by SIGKILL at some of them, at each once. */
const { home, library, logLevel } = readConfig();
const log = pino({ level: logLevel }, pino.destination({ dest: 2, sync: true }));
const owner = new AbortController();
process.stdin.on('end', () => owner.abort()).resume();
await runWorker({ home, library, log, signal: owner.signal, interceptors: [cutActivities()] });

function cutActivities(): ActivityInterceptorsFactory {
  const variables = Variables.parse(process.env);
  const [cuts, marker] = [variables[cutVariables.cuts].split('\n'), variables[cutVariables.marker]];
  const name = createNaming();
  const dieWhenDue = async (cut: string) => {
    if (cuts.includes(cut) && !readDeaths(marker).includes(cut)) await die(marker, cut);
  };
  return ({ info }) => ({
    inbound: {
      execute: async (input, next) => {
        if (info.attempt > 1) return await next(input);
        const activity = name(info.activityType, input.args[0]);
        appendFileSync(variables[cutVariables.record], `${activity}\n`);
        await dieWhenDue(formatCut({ activity, side: 'before' }));
        try {
          return await next(input);
        } finally {
          await dieWhenDue(formatCut({ activity, side: 'after' }));
        }
      },
    },
  });
}

function readDeaths(marker: string): string[] {
  return existsSync(marker) ? readFileSync(marker, 'utf8').split('\n') : [];
}
