import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { codeOf } from '../errors/operation-error.ts';

/** SHA-256 of a file, or of its first `bytes`, and how many bytes that are. A file that is not there is empty. */
export async function hashFile(path: string, bytes = Infinity): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let read = 0;
  if (bytes > 0) {
    const stream = createReadStream(path, { end: bytes - 1 });
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        hash.update(chunk);
        read += chunk.length;
      }
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    }
  }
  return { sha256: hash.digest('hex'), bytes: read };
}
