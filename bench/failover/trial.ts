import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import type { Report } from '../../src/report/report.ts';
import type { LiveLab } from '../../test/support/live-lab.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import type { DrillStatus } from '../../workflows/seam/messages.ts';
import { readCuts } from '../history.ts';

/** One failover, in epoch milliseconds. */
export interface Story {
  /** The person's answer, as it was sent. */
  decidedAt: number;
  /** Each act while it acts and waits; of two swaps at once, the first begin and the last end. */
  acts: Record<'fence' | 'promote' | 'swap', { from: number; to: number }>;
}

const [from, to] = ['us-west-2', 'us-east-2'];

/** The shipped runbook on the lab's worker; the person answers within a tenth of a second. */
export async function failOverByDrill(live: LiveLab): Promise<Story> {
  const id = await live.run('region-failover', '-e', 'lab', `from=${from}`, `to=${to}`);
  const connection = await Connection.connect({ address: live.lab.temporal.address });
  try {
    const handle = new Client({ connection }).workflow.getHandle(id);
    const question = await waitFor(async () => {
      // Looking more often would slow the drill down.
      await delay(75);
      return (await handle.query<DrillStatus>('status').catch(() => null))?.approval ?? null;
    }, 120_000);
    const decidedAt = Date.now();
    await handle.executeUpdate('approve', { args: [{ code: question.code, name: 'alice' }] });
    const { outcome, headline } = (await handle.result()) as Report;
    if (outcome !== 'completed') throw new Error(`the drill did not complete: ${outcome}, ${headline}`);
    const acts = startActs();
    for (const { label, step, atMs } of await readCuts(handle)) {
      if (label === 'run picked up') note(acts, step!, { begin: atMs });
      if (label === 'run answered') note(acts, step!, { end: atMs });
    }
    return { decidedAt, acts };
  } finally {
    await connection.close();
  }
}

/** script.sh, whose question is answered as soon as it stands on its stdout. */
export async function failOverByScript({ env, lab }: LiveLab): Promise<Story> {
  const more = { BENCH_NODE: process.execPath, BENCH_ENVIRONMENT: lab.environmentFile };
  const script = fileURLToPath(new URL('script.sh', import.meta.url));
  const child = spawn('bash', [script, from, to], {
    env: { ...env, ...more },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const acts = startActs();
  let decidedAt = Number.NaN;
  for await (const line of createInterface({ input: child.stdout })) {
    const [what, call, at] = line.split(' ');
    if (what === 'begin' || what === 'end') note(acts, call!, { [what]: Number(at) });
    if (what !== 'ask') continue;
    decidedAt = Date.now();
    child.stdin.write('yes\n');
  }
  const [exitCode] = (await exited) as [number | null];
  if (exitCode !== 0) throw new Error(`script.sh did not complete: exit code ${exitCode}`);
  return { decidedAt, acts };
}

function startActs(): Story['acts'] {
  const never = { from: Infinity, to: -Infinity };
  return { fence: { ...never }, promote: { ...never }, swap: { ...never } };
}

/** `swap-database` and `swap-services/checkout` of the drill and both calls of the script are one act. */
function note(acts: Story['acts'], name: string, { begin = Infinity, end = -Infinity }): void {
  for (const [act, seen] of Object.entries(acts)) {
    if (!name.startsWith(act)) continue;
    seen.from = Math.min(seen.from, begin);
    seen.to = Math.max(seen.to, end);
  }
}
