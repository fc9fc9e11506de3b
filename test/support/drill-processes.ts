import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { z } from 'zod';
import { companionFiles, Heartbeat } from '../../src/companion/config.ts';
import { isRunning, type ProcessIdentity, signalProcess } from '../../src/host/process-identity.ts';
import { readJson } from '../../src/host/read-json.ts';
import type { LiveLab } from './live-lab.ts';
import { resetWorkflow } from './reset-workflow.ts';
import { waitFor } from './wait-for.ts';

const Power = z.object({ on: z.boolean(), owner: z.string().nullable(), keptOff: z.array(z.string()) });

/** A drill that waits for a person, with its evidence folder on this machine. */
export interface WaitingDrill {
  id: string;
  root: string;
  code: string;
}

/** Starts a drill of a runbook's text and returns when it asks for approval. */
export async function startWaitingDrill(live: LiveLab, text: string): Promise<WaitingDrill> {
  const id = await startText(live, text);
  const { approval } = await live.until(id, (status) => status.approval !== null);
  return { id, root: await findRoot(live, id), code: approval!.code };
}

/** Starts a drill of a runbook's text; returns its id. */
export async function startText(live: LiveLab, text: string): Promise<string> {
  return await live.run(...(await writeRunbook(live, text)));
}

/** The arguments of `drill run` for a runbook's text. */
export async function writeRunbook({ home }: LiveLab, text: string): Promise<string[]> {
  const runbook = join(home, `${/^runbook: (.*)$/m.exec(text)![1]}.yaml`);
  await writeFile(runbook, text);
  return [runbook, '-e', 'lab', 'from=us-west-2', 'to=us-east-2'];
}

async function findRoot({ home }: LiveLab, drill: string): Promise<string> {
  const evidence = join(home, 'evidence');
  const name = (await readdir(evidence)).find((name) => name.startsWith(drill));
  if (name === undefined) throw new Error(`no evidence folder of ${drill}`);
  return join(evidence, name);
}

/** What the companion of a folder said last. */
export async function readBeat(root: string): Promise<Heartbeat> {
  return await waitFor(async () => await readJson(companionFiles(root).heartbeat, Heartbeat));
}

/** SIGKILL; resolves when it is gone. */
export async function killProcess(process: ProcessIdentity): Promise<void> {
  signalProcess(process, 'SIGKILL');
  await waitFor(async () => (isRunning(process) ? null : true));
}

export async function readWestPower(live: LiveLab): Promise<z.infer<typeof Power>> {
  return Power.parse(await live.control('GET', '/regions/us-west-2/power'));
}

/** How many AWS calls of a kind have succeeded. */
export async function countCalls(live: LiveLab, operation: string): Promise<number> {
  return (await live.ledger()).filter((line) => line.operation === operation && line.status < 300).length;
}

/** Temporal's reset of a live drill: after its first workflow task, or after the last one. */
export async function resetDrill(live: LiveLab, id: string, to: 'first' | 'last'): Promise<void> {
  await onTemporal(live, (client) => resetWorkflow(client, id, to));
}

export async function onTemporal<Result>(
  live: LiveLab,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const connection = await Connection.connect({ address: live.lab.temporal.address });
  try {
    return await work(new Client({ connection }));
  } finally {
    await connection.close();
  }
}
