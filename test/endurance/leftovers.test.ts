import { appendFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { evidenceFolder } from '../../src/evidence/folder.ts';
import {
  killProcess,
  readBeat,
  readWestPower,
  startWaitingDrill,
  writeRunbook,
} from '../support/drill-processes.ts';
import { useLiveLab } from '../support/use-live-lab.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { undoneOutage } from '../support/short-runbook.ts';
import { waitFor } from '../support/wait-for.ts';

const live = useLiveLab();

async function sweep(...args: string[]) {
  const { stdout, stderr, exitCode } = await live.drill('sweep', '-e', 'lab', '--json', ...args);
  if (stdout === '') throw new Error(`drill sweep ended with ${exitCode}: ${stderr}`);
  return { exitCode, stderr, ...(JSON.parse(stdout) as { faults: object[]; problems: string[] }) };
}

test('stop-all heals what is in force, aborts its drill and lets none start until it is released', async () => {
  const { id } = await startWaitingDrill(live, undoneOutage);
  expect(await sweep()).toMatchObject({ exitCode: 0, faults: [{ state: 'in-force', drill: id }] });

  const stopped = await live.drill('stop-all', '--reason', 'a real incident', '--name', 'bob', '--json');

  expect(stopped.exitCode).toBe(0);
  expect(JSON.parse(stopped.stdout)).toMatchObject({
    faults: [{ drill: id, step: 'lose-region', healed: true }],
    drills: [{ drill: id, problem: null }],
  });
  expect(await readWestPower(live)).toMatchObject({ on: true });
  const { report } = await live.report(id);
  expect(report).toMatchObject({ outcome: 'aborted', clean: true });
  expect(report.undo).toMatchObject([{ step: 'swap', done: true }]);
  expect(report.faults[0]).toMatchObject({ healed: true });
  const failover = ['region-failover', '-e', 'lab', 'from=us-west-2', 'to=us-east-2'];
  // One that is not refused waits for a person, and `drill run` with it, unless it detaches.
  const refused = await live.drill('run', ...failover, '--detach');
  expect(refused.exitCode).toBe(5);
  expect(refused.stderr).toMatch(/all drills are stopped: .* stopped by bob at .*: a real incident/);
  expect(refused.stderr).toContain('drill stop-all --release');

  const released = await live.drill('stop-all', '--release');

  expect(released.stdout).toContain('drills may start again (stopped by bob: a real incident)');
});

test('with worker, Temporal and companion dead sweep lists what is left and heals it by the journal', async () => {
  const { id, root } = await startWaitingDrill(live, undoneOutage);
  await live.killWorker();
  await live.control('PUT', '/temporal', { running: false });
  expect(await sweep()).toMatchObject({ exitCode: 0, faults: [{ state: 'in-force' }] });
  await killProcess((await readBeat(root)).companion);

  const leftover = { state: 'leftover', found: 'journal', drill: id, step: 'lose-region' };
  expect(await sweep()).toMatchObject({ exitCode: 4, faults: [{ ...leftover, healed: false }] });
  expect(await readWestPower(live)).toMatchObject({ on: false });
  expect(await sweep('--heal')).toMatchObject({ exitCode: 0, faults: [{ ...leftover, healed: true }] });

  expect(await readWestPower(live)).toEqual({ on: true, owner: null, keptOff: [] });
  expect(await sweep()).toMatchObject({ exitCode: 0, faults: [] });
  await live.control('PUT', '/temporal', { running: true });
  await live.startWorker();
  await live.drill('abort', id, '--name', 'alice');
  expect((await live.report(id)).report).toMatchObject({ outcome: 'aborted', clean: true });
});

test('a fault of which only its mark tells is healed when a person says what must stay away', async () => {
  const order = { on: false, owner: 'drillmaster:0123456789/lose-region' };
  await live.control('PUT', '/regions/us-west-2/power', order);
  const leftover = { state: 'leftover', found: 'mark', drill: null, key: '0123456789', target: 'us-west-2' };

  const careful = await sweep('--heal');
  expect(careful).toMatchObject({ exitCode: 4, faults: [{ ...leftover, healed: false }] });
  expect(careful.stderr).toContain('nobody knows what it has replaced');
  expect(await readWestPower(live)).toMatchObject({ on: false });
  const misspelt = await live.drill('sweep', '-e', 'lab', '--heal', '--replaced', 'shop-wset');
  expect(misspelt).toMatchObject({ exitCode: 2, stdout: '' });

  const healed = await sweep('--heal', '--replaced', 'shop-west');
  expect(healed).toMatchObject({ exitCode: 0, faults: [{ ...leftover, healed: true }] });
  expect(await readWestPower(live)).toEqual({ on: true, owner: null, keptOff: ['shop-west'] });
});

test("a name that last quarter's drill left at its target looks like a success and is no pass", async () => {
  const before = await startWaitingDrill(live, undoneOutage);
  await live.drill('approve', before.code, '--name', 'alice');
  expect((await live.report(before.id)).report).toMatchObject({ outcome: 'completed', clean: true });

  const { id, code } = await startWaitingDrill(live, undoneOutage);
  await live.drill('approve', code, '--name', 'alice');

  const { report } = await live.report(id);
  expect(report).toMatchObject({ outcome: 'completed', verdict: 'inconclusive' });
  const tried = report.checks.find(({ kind }) => kind === 'tried');
  expect(tried).toMatchObject({ name: 'swap', verdict: 'inconclusive' });
  expect(tried!.why).toContain('it was so already before this drill acted');
  expect(report.checks.find(({ kind }) => kind === 'baseline')).toMatchObject({ verdict: 'inconclusive' });
});

test('a drill whose evidence folder is removed under way is undone to the end, and nothing of it is called passed', async () => {
  const { id, code, root } = await startWaitingDrill(live, undoneOutage);
  await rm(root, { recursive: true });

  await live.drill('approve', code, '--name', 'alice');

  const { report } = await live.report(id);
  expect(report.verdict).toBe('inconclusive');
  expect(report.clean).toBe(false);
  expect(await readWestPower(live)).toEqual({ on: true, owner: null, keptOff: [] });
  expect(await sweep()).toMatchObject({ exitCode: 0, faults: [] });
});

// Only root may mount a disk that is small enough to be filled.
test.skipIf(process.getuid?.() !== 0)(
  'a full disk is named with the next step, nothing is called passed, and what was broken is healed',
  async () => {
    const disk = await mountSmallDisk(join(live.home, 'evidence'));
    try {
      await disk.fill();
      const refused = await live.drill('run', ...(await writeRunbook(live, undoneOutage)));
      expect(refused.exitCode).toBe(5);
      expect(refused.stderr).toMatch(/evidence cannot be written: expected room in DRILL_HOME, got ENOSPC/);
      expect(refused.stderr).toContain('HINT: free space on the host of the worker');
      expect(await readWestPower(live)).toMatchObject({ on: true });
      await disk.free();

      const { id, root, code } = await startWaitingDrill(live, undoneOutage);
      await disk.fill();
      const { journal, samples } = evidenceFolder(root);
      const measured = (await readdir(samples)).map((name) => join(samples, name));
      for (const file of [journal, ...measured]) await fillLastPage(file);
      await live.drill('approve', code, '--name', 'alice');
      await expect.poll(async () => await readWestPower(live)).toMatchObject({ on: true });
      const status = await waitFor(async () => {
        const { stdout } = await live.drill('status', id);
        return stdout.includes('is tried again') ? stdout : null;
      });
      expect(status).toMatch(/evidence cannot be written: expected room in .*HINT: free space/);
      await disk.free();

      const { report } = await live.report(id);
      expect(report.verdict).not.toBe('pass');
      expect(report.faults[0]).toMatchObject({ healed: true });
      expect(report.gaps).not.toEqual([]);
    } finally {
      await disk.unmount();
    }
  },
);

/** What a file has of its last page is its own also on a full disk: takes it with empty lines. */
async function fillLastPage(path: string): Promise<void> {
  const { size } = await stat(path);
  await appendFile(path, '\n'.repeat((4_096 - (size % 4_096)) % 4_096));
}
