import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { evidenceFolder, sampleFile } from '../src/evidence/folder.ts';
import { readInstant } from '../src/host/clock.ts';
import { parseSeries } from '../src/samples/format.ts';
import { type LiveLab, startLiveLab } from '../test/support/live-lab.ts';
import { writeOutage } from '../test/support/short-runbook.ts';
import { readCuts } from './history.ts';
import { type Bench, type Measurement, type Row, toRows } from './measurement.ts';

const text = writeOutage(
  { name: 'bench-start', title: 'Start', purpose: 'Shows how soon a drill measures.' },
  '  - { step: enough, approve: { by: incident-commander, ask: Is it enough?, within: 5m, otherwise: undo } }',
);
const parameters = { from: 'us-west-2', to: 'us-east-2' };
const args = [{ runbook: { file: 'bench.yaml', text }, environment: 'lab', parameters }];

export const start: Measurement = {
  name: 'start',
  about:
    'From the start of the drill workflow to the first attempt of its sampler, on a worker and lab as users have them. Where the time goes: ' +
    'the parts; the longest is the companion, a process that loads its modules and starts a second one, the sampler, which does the same.',
  run: measureStart,
};

async function measureStart(bench: Bench): Promise<Row[]> {
  const live = await bench.use(startLiveLab());
  const connection = await Connection.connect({ address: live.lab.temporal.address });
  await bench.use({ stop: () => connection.close() });
  const client = new Client({ connection });
  const found: Record<string, number>[] = [];
  for (let run = 0; run < bench.runs(5); run++)
    found.push(await timeStart(live, client, `bench-start-${run}`));
  return toRows('ms', found).map((row, at) => ({ ...row, part: at > 0 }));
}

async function timeStart(live: LiveLab, { workflow }: Client, workflowId: string) {
  const begun = readInstant();
  const handle = await workflow.start('drill', { taskQueue: 'drillmaster', workflowId, args });
  await live.until(workflowId, ({ approval }) => approval !== null);
  const cuts = await readCuts(handle);
  const { firstMs, readyMs } = await readFirst(live.home, workflowId);
  await handle.executeUpdate('abort', { args: [{ name: 'alice', reason: 'measured' }] });
  await handle.result();
  // History tells the wall clock, samples the monotonic one.
  const since = (label: string) => cuts.find((cut) => cut.label === label)!.atMs - begun.at;
  const instants = {
    'until its plan is compiled': since('drill.prepare answered'),
    'until its lock is taken': since('guardian started'),
    'until its companion is being started': since('companion.start picked up'),
    'until the sampler is ready': readyMs - begun.monoMs,
    'until the first attempt': firstMs - begun.monoMs,
  };
  const times = [0, ...Object.values(instants)];
  const parts = Object.keys(instants).map((name, at) => [name, times[at + 1]! - times[at]!]);
  return { 'start to first sample': firstMs - begun.monoMs, ...Object.fromEntries(parts) };
}

async function readFirst(home: string, drill: string): Promise<{ firstMs: number; readyMs: number }> {
  const evidence = join(home, 'evidence');
  const name = (await readdir(evidence)).find((name) => name.startsWith(`${drill}-`))!;
  const file = sampleFile(evidenceFolder(join(evidence, name)), 'reads');
  const { header, samples } = parseSeries(await readFile(file, 'utf8'));
  // The first attempt is due one interval after the sampler is ready.
  return { firstMs: samples[0]!.sentMs, readyMs: header.startedAt.monoMs - header.everyMs };
}
