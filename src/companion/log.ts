import { pino } from 'pino';
import type { OperationContext } from '../operation/contract.ts';

export type Log = OperationContext['log'];

/** Writes to stdout, which is the companion's log file. `context` stands in every line. */
export function createLog(context: object): Log {
  const logger = pino({ base: { pid: process.pid, ...context } });
  return {
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
  };
}
