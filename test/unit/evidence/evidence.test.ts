import { appendFile, mkdtemp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendJournal, type JournalEntry } from '../../../src/evidence/journal.ts';
import { InvalidInput } from '../../../src/errors/problem.ts';
import { evidenceFolder, evidenceRoot, sampleFile } from '../../../src/evidence/folder.ts';
import { writeManifest, verifyEvidence } from '../../../src/evidence/manifest.ts';
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

const at = { at: 1_700_000_000_000, monoMs: 1, boot: 'boot' };
const injecting: JournalEntry = {
  kind: 'injecting',
  at,
  step: 'lose-region',
  operation: 'region.power-off',
  component: null,
  with: {},
  prior: {},
  expiresAt: at.at + 1_000,
};

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
  await appendJournal(root, injecting);
  await writeEvidence(root, { plan: input.plan, timeline: input.timeline, report });
  return { input, report, ...(await writeManifest(root)) };
}

test('a folder judged again gives the stored report to the digit', async () => {
  const { report } = await leaveEvidence();
  const again = await judgeFolder(root);
  expect(again.problems).toEqual([]);
  expect(again.report).toEqual(report);
});

test('what is read is what was judged', async () => {
  const { input } = await leaveEvidence();
  expect(await readEvidence(root)).toEqual(input);
});

test('writing and sealing again gives the same digest', async () => {
  const { input, report, digest } = await leaveEvidence();
  expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  await writeEvidence(root, { plan: input.plan, timeline: input.timeline, report });
  expect(await writeManifest(root)).toEqual({ digest });
});

test('a changed, a missing and an added file are each named', async () => {
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

const files = [
  'plan.json',
  'drill.json',
  'runbook.yaml',
  'environment.yaml',
  'timeline.jsonl',
  'report.json',
  'report.md',
  'samples/reads.jsonl',
  'samples/writes.jsonl',
  'journal.jsonl',
  'manifest.json',
];

/** Problems of the folder, or why it cannot be judged at all. */
async function findProblems(manifestDigest: string | null = null): Promise<string[]> {
  try {
    return (await judgeFolder(root, { manifestDigest })).problems;
  } catch (error) {
    if (error instanceof InvalidInput) return error.problems.map(({ what }) => what);
    throw error;
  }
}

test.each(files)('an edit of %s is noticed, and so is its loss', async (name) => {
  await leaveEvidence();
  const path = join(root, name);
  const text = await readFile(path, 'utf8');
  await writeFile(
    path,
    text.replace(/[a-z]/, (letter) => (letter === 'x' ? 'y' : 'x')),
  );
  expect(await findProblems()).not.toEqual([]);
  await writeFile(path, name === 'journal.jsonl' ? ` ${text}` : `${text} `);
  expect(await findProblems()).not.toEqual([]);
  await writeFile(path, '');
  expect(await findProblems()).not.toEqual([]);
  await rm(path);
  expect(await findProblems()).not.toEqual([]);
  await writeFile(path, text);
  expect(await findProblems()).toEqual([]);
});

test("what was edited and sealed again differs from the digest in the drill's history", async () => {
  const { input, report, digest } = await leaveEvidence();
  expect(await findProblems(digest)).toEqual([]);
  const timeline = input.timeline.filter(({ kind }) => kind !== 'mark');
  const edited = judge({ ...input, timeline });
  await writeEvidence(root, { plan: input.plan, timeline, report: edited });
  await writeManifest(root);
  expect(edited).not.toEqual(report);
  expect(await findProblems()).toEqual([]);
  expect(await findProblems(digest)).toEqual([
    expect.stringMatching(/^manifest changed: expected sha256:\w+, got sha256:\w+$/),
  ]);
});

test.each([
  '{"schema":1,"digest":"x"}',
  '{"schema":1,"digest":"x","steps":5,"surroundings":null}',
  '{"__proto__":{"schema":1,"digest":"x"}}',
  '[]',
  'null',
  '"\\u0000"',
])('a plan of another shape (%s) is refused in one sentence', async (text) => {
  await leaveEvidence();
  await writeFile(join(root, 'plan.json'), text);
  const problems = await findProblems();
  expect(problems).toEqual([expect.stringContaining('evidence unreadable')]);
});

test('no watch name and no drill id leads out of the folder', () => {
  const folder = evidenceFolder('/home/evidence/d-k');
  for (const name of ['../../etc/passwd', '/etc/passwd', '..', 'a/../../b', '\u0000', 'C:\\x', '~/x']) {
    expect(sampleFile(folder, name)).toMatch(/^\/home\/evidence\/d-k\/samples\/[^/\0]+\.jsonl$/);
    expect(evidenceRoot('/home', { id: name, key: 'k' })).toMatch(/^\/home\/evidence\/[\w-]+$/);
  }
});

test('a report that was changed together with its manifest still differs from the judgement', async () => {
  await leaveEvidence();
  const { reportJson } = evidenceFolder(root);
  await writeFile(
    reportJson,
    (await readFile(reportJson, 'utf8')).replace('"actualMs": 10000', '"actualMs": 9000'),
  );
  await writeManifest(root);
  expect((await judgeFolder(root)).problems).toEqual([expect.stringContaining('report differs')]);
});

test('what comes into the folder of the running drill after its end is named', async () => {
  await leaveEvidence();
  await mkdir(join(root, 'run'));
  await writeFile(join(root, 'run', 'companion.json'), '{}');
  expect(await verifyEvidence(root)).toEqual([
    expect.stringContaining('expected nothing in run after the drill, got companion.json'),
  ]);
});

test('a link in the folder is refused: it could point anywhere', async () => {
  await leaveEvidence();
  await symlink('/dev/null', join(root, 'link'));
  expect(await verifyEvidence(root)).toEqual([expect.stringContaining('got link')]);
});

test('a folder without a manifest, or of something else, is refused with what was expected', async () => {
  expect(await verifyEvidence(root)).toEqual([expect.stringContaining('manifest unreadable')]);
  await expect(judgeFolder(root)).rejects.toThrow(/drill\.json: evidence unreadable: there is no such file/);
});

test('a damaged sample file makes what needs it inconclusive, and the damage is named', async () => {
  await leaveEvidence();
  await writeFile(join(root, 'samples', 'reads.jsonl'), '{"n":1}\n{"n":2}\n');
  const { report, problems } = await judgeFolder(root);
  expect(report.objectives[0]).toMatchObject({ watch: 'reads', actualMs: null, verdict: 'inconclusive' });
  expect(problems).toContainEqual(expect.stringContaining('samples/reads.jsonl'));
});

test('a heal after the report leaves the evidence whole, and is told with who and when', async () => {
  const { digest } = await leaveEvidence();
  await appendJournal(root, { kind: 'healing', at, step: 'lose-region', by: 'sweep' });
  await appendJournal(root, { kind: 'healed', at, step: 'lose-region', by: 'sweep', evidence: 'it is on' });
  const { problems, later } = await judgeFolder(root, { manifestDigest: digest });
  expect(problems).toEqual([]);
  expect(later).toEqual([
    'lose-region: healing begun by sweep at 2023-11-14T22:13:20.000Z',
    'lose-region: healed by sweep at 2023-11-14T22:13:20.000Z: it is on',
  ]);
});

test('a journal that was begun after the report is told of, and one that says nothing readable is a problem', async () => {
  await leaveEvidence();
  const { journal } = evidenceFolder(root);
  await rm(journal);
  await writeManifest(root);
  await appendJournal(root, injecting);
  expect(await judgeFolder(root)).toMatchObject({
    problems: [],
    later: [expect.stringContaining('lose-region: injecting at 2023')],
  });
  await appendFile(journal, '{"kind":"healed"}\n');
  expect((await judgeFolder(root)).problems).toEqual([expect.stringContaining('fault journal unreadable')]);
});

test('what a death in the middle of writing has left is no part of the evidence', async () => {
  await leaveEvidence();
  await writeFile(join(root, 'report.json.0.draft'), '{"schema":');
  await writeManifest(root);
  expect(await verifyEvidence(root)).toEqual([]);
  expect(await readdir(root)).not.toContain('report.json.0.draft');
});

test('evidence of a version whose steps did not say what they mean is not judged, and the folder is not blamed', async () => {
  const { plan } = (await leaveEvidence()).input;
  const earlier = {
    ...plan,
    toolVersion: '0.0.9',
    steps: plan.steps.map(({ name: _name, ...step }) => step),
  };
  await writeFile(evidenceFolder(root).plan, JSON.stringify(earlier));

  await expect(judgeFolder(root)).rejects.toThrow(/earlier version \(0\.0\.9\)[^]*judge it with the version/);
});
