import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { LiveLab } from './live-lab.ts';

/** Everything that a finished drill has left, as text by place: files of the home folder, worker log, histories in Temporal. */
export async function collectTraces(live: LiveLab, drill: string): Promise<Map<string, string>> {
  const traces = new Map([['worker log', live.workerLog()]]);
  for (const entry of await readdir(live.home, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) traces.set(path.slice(live.home.length), await readFile(path, 'latin1'));
  }
  const client = new Client({
    connection: await Connection.connect({ address: live.lab.temporal.address }),
  });
  for (const id of [drill, 'drillmaster/lab']) {
    const { events } = await client.workflow.getHandle(id).fetchHistory();
    traces.set(`history of ${id}`, listTexts(events).join('\n'));
  }
  await client.connection.close();
  return traces;
}

/** Places that hold a text, as it is or in base64. */
export function findPlaces(traces: Map<string, string>, text: string): string[] {
  const forms = [text, Buffer.from(text).toString('base64').replace(/=+$/, '')];
  return [...traces]
    .filter(([, trace]) => forms.some((form) => trace.includes(form)))
    .map(([place]) => place);
}

/** Every text in a decoded message; payloads are bytes that hold JSON. */
function listTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('latin1')];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(listTexts);
}
