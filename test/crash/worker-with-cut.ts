import { existsSync } from 'node:fs';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { pino } from 'pino';
import { readConfig } from '../../src/config/config.ts';
import { runWorker } from '../../src/worker/run-worker.ts';
import { createNaming, cutVariables, die, formatCut, recordActivity } from './cut.ts';

/** The worker as it is shipped, but that it records its activities and dies by SIGKILL at one of them, once. */
const { home, library, logLevel } = readConfig();
const log = pino({ level: logLevel }, pino.destination({ dest: 2, sync: true }));
const signal = new AbortController();
process.stdin.on('end', () => signal.abort()).resume();
await runWorker({ home, library, log, signal: signal.signal, interceptors: [cutActivities()] });

function cutActivities(): ActivityInterceptorsFactory {
  const env = process.env;
  const name = createNaming();
  const marker = env[cutVariables.marker] ?? '';
  const isDue = (activity: string, side: 'before' | 'after') =>
    env[cutVariables.cut] === formatCut({ activity, side }) && !existsSync(marker);
  return ({ info }) => ({
    inbound: {
      execute: async (input, next) => {
        if (info.attempt > 1) return await next(input);
        const activity = name(info.activityType, input.args[0]);
        recordActivity(env[cutVariables.record], activity);
        if (isDue(activity, 'before')) await die(marker);
        try {
          return await next(input);
        } finally {
          if (isDue(activity, 'after')) await die(marker);
        }
      },
    },
  });
}
