import { readFile } from 'node:fs/promises';
import { OperationError } from '../errors/operation-error.ts';
import { parseSeries } from '../samples/format.ts';
import type { Series } from '../samples/series.ts';
import { evidenceFolder, sampleFile } from './folder.ts';

/** The samples of one watch, read from the evidence folder. Throws OperationError `SamplesMissing`. */
export async function readSeries(root: string, watch: string): Promise<Series> {
  const file = sampleFile(evidenceFolder(root), watch);
  try {
    return parseSeries(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new OperationError({
      kind: 'SamplesMissing',
      message: `samples of ${watch} cannot be read: expected ${file}, got ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: 'this must run on the measuring host, while or after its companion has measured',
      retryable: true,
      cause,
    });
  }
}
