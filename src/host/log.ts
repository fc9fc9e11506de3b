import { writeSync } from 'node:fs';
import { pino } from 'pino';
import type { OperationContext } from '../operation/contract.ts';

export type Log = OperationContext['log'];

/** Writes to stdout, which is the companion's log file. `context` stands in every line. */
export function createLog(context: object): Log {
  const logger = pino({ base: { pid: process.pid, ...context } }, { write: writeOrDrop });
  return {
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
  };
}

/** A full disk costs the log, never the process that is to heal. */
function writeOrDrop(line: string): void {
  try {
    writeSync(1, line);
  } catch {
    // Nowhere is left to say so.
  }
}
