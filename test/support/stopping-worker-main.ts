import { pino } from 'pino';
import { isNoAnswer } from '../../activities/aws/call.ts';
import { catalog } from '../../activities/catalog.ts';
import { readConfig } from '../../src/config/config.ts';
import type { Action, OperationContext } from '../../src/operation/contract.ts';
import { runWorker } from '../../src/worker/run-worker.ts';

/**
 * A worker that stops itself (SIGSTOP) once, in a run of the action that its argument names, just before it would change
 * something: everything was looked at, nothing was done. Says on stdout what came of the change when it woke up.
 */
const [wanted] = process.argv.slice(2);
let hasStopped = false;

const action = findAction();
const run = action.run.bind(action);
// Outside of whatever protects the change, so that it is seen whether anything does.
Object.assign(action, {
  run: (ctx, input, prior) => run({ ...ctx, mutate: stopFirst(ctx.mutate.bind(ctx)) }, input, prior),
} satisfies Pick<Action, 'run'>);

const { home, library } = readConfig();
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
const log = pino({ level: 'info' }, pino.destination({ dest: 2, sync: true }));
await runWorker({ home, library, log, signal: stop.signal });

function findAction(): Action {
  const operation = catalog.operations.find(({ id }) => id === wanted);
  if (operation?.kind === 'action') return operation;
  throw new Error(`no place to stop at: expected the id of an action, got ${wanted}`);
}

function stopFirst(mutate: OperationContext['mutate']): OperationContext['mutate'] {
  return async (what, call) => {
    if (hasStopped) return await mutate(what, call);
    hasStopped = true;
    process.kill(process.pid, 'SIGSTOP');
    try {
      const result = await mutate(what, call).catch(async (error: unknown) => {
        // A connection that died of old age in its sleep is luck, no protection: the next one is new.
        if (isNoAnswer(error)) return await mutate(what, call);
        throw error;
      });
      process.stdout.write(`done: ${what}\n`);
      return result;
    } catch (error) {
      process.stdout.write(`refused: ${String(error)}\n`);
      throw error;
    }
  };
}
