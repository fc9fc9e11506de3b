import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { expect, onTestFinished, test } from 'vitest';
import { evidenceFolder, sampleFile } from '../../../src/evidence/folder.ts';
import { judgeFolder, readEvidence } from '../../../src/evidence/read.ts';
import { formatEnd, formatHeader, formatSample } from '../../../src/samples/format.ts';
import type { TimelineEvent } from '../../../src/timeline/timeline.ts';
import { closeAbandoned } from '../../../src/worker/close-abandoned.ts';
import type { AbandonedCall, KnownEvidence } from '../../../workflows/seam/contract.ts';
import { makeDrill } from '../../support/synthetic-drill.ts';

/** A client whose history of the drill knows this, or nothing any more. */
function clientKnowing(known: KnownEvidence | null): Client {
  const query = async () => {
    if (known === null) throw new Error('workflow not found');
    return structuredClone(known);
  };
  return {
    connection: { withDeadline: async (_at: number, ask: () => Promise<unknown>) => await ask() },
    workflow: { getHandle: () => ({ query }) },
  } as unknown as Client;
}

async function makeAbandoned() {
  const root = await mkdtemp(join(tmpdir(), 'drill-abandoned-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const { plan, timeline, series, drill } = makeDrill();
  const folder = evidenceFolder(root);
  await mkdir(folder.samples, { recursive: true });
  for (const [watch, { header, samples, endedMs }] of Object.entries(series)) {
    const text = formatHeader(header) + samples.map(formatSample).join('') + formatEnd(endedMs!);
    await writeFile(sampleFile(folder, watch), text);
  }
  const cut = timeline.findIndex(({ kind }) => kind === 'approval-asked');
  const known: KnownEvidence = {
    plan,
    timeline: timeline.slice(0, cut),
    startedBy: 'bob',
    calls: { west: { rds: 3 } },
  };
  const healing = timeline.filter(({ kind }) => kind === 'fault-healing' || kind === 'fault-healed');
  const call: AbandonedCall = {
    root,
    drill,
    runId: 'r-1',
    events: healing,
    sealed: false,
    stuck: [],
    calls: { west: { rds: 1 }, east: { rds: 2 } },
  };
  return { root, known, call };
}

const count = (events: TimelineEvent[], kind: string) => events.filter((event) => event.kind === kind).length;

test('a terminated drill has a report: what it knew, what its guardian did and who healed, and it proves nothing', async () => {
  const { root, known, call } = await makeAbandoned();
  expect(count(call.events, 'fault-healed')).toBe(1);

  const { verdict, manifestDigest } = await closeAbandoned(clientKnowing(known), call);

  const { report, problems } = await judgeFolder(root, { manifestDigest });
  expect(problems).toEqual([]);
  expect(verdict).not.toBe('pass');
  expect(report).toMatchObject({ verdict, outcome: 'aborted', clean: false, startedBy: { name: 'bob' } });
  expect(report.faults).toMatchObject([{ confirmed: true, healed: true, healedBy: 'guardian' }]);
  expect(report.calls).toEqual({ west: { rds: 4 }, east: { rds: 2 } });
});

test('what the guardian had told its drill before stands in its evidence once, also when it is completed again', async () => {
  const { root, known, call } = await makeAbandoned();
  known.timeline.push(...structuredClone(call.events));

  const first = await closeAbandoned(clientKnowing(known), call);
  await closeAbandoned(clientKnowing(known), call);

  const { report, problems } = await judgeFolder(root);
  expect(problems).toEqual([]);
  expect(count((await readEvidence(root)).timeline, 'fault-healed')).toBe(1);
  expect(report.verdict).toBe(first.verdict);
});

test('what could not be taken back is said, and of a deleted drill nothing is made up', async () => {
  const { root, known, call } = await makeAbandoned();
  await closeAbandoned(clientKnowing(known), { ...call, stuck: ['lose-region'], events: [] });
  expect((await judgeFolder(root)).report).toMatchObject({ outcome: 'stuck', clean: false });

  await expect(closeAbandoned(clientKnowing(null), call)).rejects.toThrow('not found');
});
