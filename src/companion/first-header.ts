import { open } from 'node:fs/promises';
import { parseSeries } from '../samples/format.ts';
import type { SeriesHeader } from '../samples/series.ts';

const headerBytes = 65_536;

/** The header that the first sampler of this file wrote, or null when there is none: its grid is gone on with. */
export async function readFirstHeader(path: string): Promise<SeriesHeader | null> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return null;
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(headerBytes), position: 0 });
    const line = buffer.toString('utf8', 0, bytesRead).split('\n').find(isWhole);
    return line === undefined ? null : parseSeries(line).header;
  } finally {
    await file.close();
  }
}

/** A header torn by the death of its writer counts as none. */
function isWhole(line: string): boolean {
  return line.startsWith('{"schema":') && line.endsWith('}');
}
