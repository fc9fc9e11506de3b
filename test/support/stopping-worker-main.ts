import { Context } from '@temporalio/activity';
import { NativeConnection } from '@temporalio/worker';
import { pino } from 'pino';
import { readConfig } from '../../src/config/config.ts';
import { runWorker } from '../../src/worker/run-worker.ts';

/**
 * A worker that stops itself (SIGSTOP) once, in an activity of the type that its argument names, just before it asks the server
 * whether the attempt is still alive: everything was looked at, nothing was done. Says on stdout what the server answered.
 */
const [wanted] = process.argv.slice(2);
const connect = NativeConnection.connect.bind(NativeConnection);
let hasStopped = false;

NativeConnection.connect = async (options) => {
  const connection = await connect(options);
  // Only the gate asks with a deadline; the regular heartbeats go through the SDK's core.
  const withDeadline = connection.withDeadline.bind(connection);
  const stopFirst: typeof withDeadline = async (deadline, ask) => {
    if (hasStopped || Context.current().info.activityType !== wanted)
      return await withDeadline(deadline, ask);
    hasStopped = true;
    process.kill(process.pid, 'SIGSTOP');
    try {
      // A new deadline: it is the server that has to refuse.
      return await withDeadline(Date.now() + 5_000, ask);
    } catch (error) {
      process.stdout.write(`refused: ${String(error)}\n`);
      throw error;
    }
  };
  return Object.assign(connection, { withDeadline: stopFirst });
};

const { home, library } = readConfig();
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
const log = pino({ level: 'info' }, pino.destination({ dest: 2, sync: true }));
await runWorker({ home, library, log, signal: stop.signal });
