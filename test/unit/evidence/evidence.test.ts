import { appendFile, mkdtemp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { evidenceFolder, sampleFile } from '../../../src/evidence/folder.ts';
import { sealEvidence, verifyEvidence } from '../../../src/evidence/manifest.ts';
import { judgeFolder, readEvidence } from '../../../src/evidence/read.ts';
import { writeEvidence } from '../../../src/evidence/write.ts';
import { judge } from '../../../src/judge/judge.ts';
import { formatEnd, formatHeader, formatSample } from '../../../src/samples/format.ts';
import { makeDrill } from '../../support/synthetic-drill.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'drill-evidence-'));
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

/** What a drill leaves: sample files by the samplers, the rest by the judge. */
async function leaveEvidence() {
  const input = makeDrill();
  const folder = evidenceFolder(root);
  await mkdir(folder.samples, { recursive: true });
  for (const [watch, { header, samples, endedMs }] of Object.entries(input.series)) {
    await writeFile(
      sampleFile(folder, watch),
      formatHeader(header) + samples.map(formatSample).join('') + formatEnd(endedMs!),
    );
  }
  const report = judge(input);
  await writeEvidence(root, { plan: input.plan, timeline: input.timeline, report });
  return { input, report, ...(await sealEvidence(root)) };
}

test('A folder judged again gives the stored report to the digit.', async () => {
  const { report } = await leaveEvidence();
  const again = await judgeFolder(root);
  expect(again.problems).toEqual([]);
  expect(again.report).toEqual(report);
});

test('What is read is what was judged.', async () => {
  const { input } = await leaveEvidence();
  expect(await readEvidence(root)).toEqual(input);
});

test('Writing and sealing again gives the same digest.', async () => {
  const { input, report, digest } = await leaveEvidence();
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  await writeEvidence(root, { plan: input.plan, timeline: input.timeline, report });
  expect(await sealEvidence(root)).toEqual({ digest });
});

test('A changed, a missing and an added file are each named.', async () => {
  await leaveEvidence();
  await appendFile(join(root, 'samples', 'reads.jsonl'), formatEnd(1));
  await rm(join(root, 'runbook.yaml'));
  await writeFile(join(root, 'extra.txt'), 'x');
  const problems = await verifyEvidence(root);
  expect(problems).toHaveLength(3);
  expect(problems).toEqual([
    expect.stringContaining('expected only files of the manifest, got extra.txt'),
    expect.stringContaining('expected runbook.yaml, got nothing'),
    expect.stringContaining('expected samples/reads.jsonl with'),
  ]);
});

test('A report that was changed together with its manifest still differs from the judgement.', async () => {
  await leaveEvidence();
  const { reportJson } = evidenceFolder(root);
  await writeFile(
    reportJson,
    (await readFile(reportJson, 'utf8')).replace('"actualMs": 10000', '"actualMs": 9000'),
  );
  await sealEvidence(root);
  expect((await judgeFolder(root)).problems).toEqual([expect.stringContaining('report differs')]);
});

test('What only the running drill needs is not part of the evidence.', async () => {
  await leaveEvidence();
  await mkdir(join(root, 'run'));
  await writeFile(join(root, 'run', 'companion.json'), '{}');
  expect(await verifyEvidence(root)).toEqual([]);
});

test('A link in the folder is refused: it could point anywhere.', async () => {
  await leaveEvidence();
  await symlink('/dev/null', join(root, 'link'));
  expect(await verifyEvidence(root)).toEqual([expect.stringContaining('got link')]);
});

test('A folder without a manifest, or of something else, is refused with what was expected.', async () => {
  expect(await verifyEvidence(root)).toEqual([expect.stringContaining('manifest unreadable')]);
  await expect(judgeFolder(root)).rejects.toThrow(/drill\.json: evidence unreadable/);
});

test('A damaged sample file makes what needs it inconclusive, and the damage is named.', async () => {
  await leaveEvidence();
  await writeFile(join(root, 'samples', 'reads.jsonl'), '{"n":1}\n{"n":2}\n');
  const { report, problems } = await judgeFolder(root);
  expect(report.objectives[0]).toMatchObject({ watch: 'reads', actualMs: null, verdict: 'inconclusive' });
  expect(problems).toContainEqual(expect.stringContaining('samples/reads.jsonl'));
});
