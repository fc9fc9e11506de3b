import { codeOf, messageOf, OperationError } from '../errors/operation-error.ts';

const diskCodes = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']);

/** A disk that takes nothing more, as a sentence with the next step; any other error as it is. */
export function explainDisk(error: unknown, { retryable }: { retryable: boolean }): unknown {
  if (!diskCodes.has(codeOf(error) ?? '')) return error;
  return new OperationError({
    kind: 'DiskFull',
    message: `evidence cannot be written: expected room in DRILL_HOME, got ${messageOf(error)}`,
    hint: retryable
      ? 'free space on the host of the worker: the drill then goes on by itself'
      : 'free space on the host of the worker, then start again: nothing was touched',
    retryable,
    cause: error,
  });
}
