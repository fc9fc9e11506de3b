import { createHash } from 'node:crypto';

/** Short name of one execution, for names, tags and folders: workflow ids alone repeat next quarter. */
export function drillKey({ id, runId }: { id: string; runId: string }): string {
  return createHash('sha256').update(`${id}\n${runId}`).digest('hex').slice(0, 10);
}
