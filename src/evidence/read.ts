import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { codeOf, messageOf } from '../errors/operation-error.ts';
import { InvalidInput } from '../errors/problem.ts';
import type { JudgeInput } from '../judge/facts.ts';
import { judge } from '../judge/judge.ts';
import type { Plan } from '../plan/plan.ts';
import type { Report } from '../report/report.ts';
import { parseSeries } from '../samples/format.ts';
import type { Series } from '../samples/series.ts';
import type { TimelineEvent } from '../timeline/timeline.ts';
import { evidenceFolder } from './folder.ts';
import { readLaterEvents } from './later-events.ts';
import { verifyEvidence } from './manifest.ts';

export interface JudgedFolder {
  report: Report;
  /** Why the folder is not what the drill left; empty when it is. */
  problems: string[];
  /** What was journalled after the report: who healed what was left in force. */
  later: string[];
}

/**
 * Verifies a folder and judges it again. A report that differs from the stored one is a problem too. `manifestDigest` is the one
 * that the drill's history holds: a manifest that was written again along with the files differs from it.
 */
export async function judgeFolder(
  root: string,
  { manifestDigest = null }: { manifestDigest?: string | null } = {},
): Promise<JudgedFolder> {
  const input = await readEvidence(root);
  const { later, problems: torn } = await readLaterEvents(root);
  const problems = [...(await verifyEvidence(root, manifestDigest)), ...torn];
  const report = judgeRead(root, input, problems);
  const stored = await readFile(evidenceFolder(root).reportJson, 'utf8').catch(() => null);
  if (stored === null) problems.push('report missing: expected report.json, got nothing');
  else if (stored !== `${JSON.stringify(report, null, 2)}\n`) {
    problems.push('report differs: expected the stored report.json, got another one from the same evidence');
  }
  return { report, problems, later };
}

/** What was edited may have any shape: judging it ends in a sentence too. */
function judgeRead(root: string, input: JudgeInput, problems: string[]): Report {
  try {
    return judge(input);
  } catch (error) {
    throw unreadable(root, new Error([messageOf(error), ...problems].join('; ')));
  }
}

/** All that judging needs, from the files of a folder. Throws InvalidInput when it is not an evidence folder. */
export async function readEvidence(root: string): Promise<JudgeInput> {
  const folder = evidenceFolder(root);
  const drill = await readShape(folder.drill, DrillFile);
  return {
    plan: await readPlan(folder.plan),
    timeline: await readTimeline(folder.timeline),
    series: await readAllSeries(folder.samples),
    drill: { id: drill.id, key: drill.key },
    startedBy: drill.startedBy,
    calls: drill.calls,
    callsAtLeast: drill.callsAtLeast,
  };
}

/** Every watch that was sampled, by its name; the file's own name says nothing. */
export async function readAllSeries(folder: string): Promise<Record<string, Series>> {
  const names = await readdir(folder).catch(() => []);
  const all: [string, Series][] = [];
  for (const name of names.filter((name) => name.endsWith('.jsonl')).toSorted()) {
    const series = await readSeriesFile(join(folder, name));
    if (series !== null) all.push([series.header.watch, series]);
  }
  return Object.fromEntries(all);
}

const DrillFile = z.strictObject({
  schema: z.literal(1),
  id: z.string(),
  key: z.string(),
  startedBy: z.strictObject({ name: z.string().nullable(), assurance: z.string() }),
  calls: z.record(z.string(), z.record(z.string(), z.number())),
  callsAtLeast: z.boolean().default(false),
});

// Plan and timeline were written by this program; the manifest, not a second schema, says whether they still are what it wrote.
const PlanFile = z.custom<Plan>(
  (value) => z.looseObject({ schema: z.literal(1), digest: z.string() }).safeParse(value).success,
);
/** A plan from before steps said what they mean. */
const EarlierPlan = z.looseObject({
  toolVersion: z.string(),
  steps: z.array(z.looseObject({ id: z.string(), name: z.never().optional() })).min(1),
});
const EventLine = z.custom<TimelineEvent>(
  (value) => z.looseObject({ kind: z.string() }).safeParse(value).success,
);

async function readPlan(path: string): Promise<Plan> {
  const plan = await readShape(path, PlanFile);
  const earlier = EarlierPlan.safeParse(plan).data;
  if (earlier === undefined) return plan;
  const what = `evidence cannot be judged: expected a plan of this version of Drillmaster, got one of an earlier version (${earlier.toolVersion})`;
  throw new InvalidInput([
    {
      where: { file: path, line: null, column: null },
      what,
      hint: 'judge it with the version that made it; its own report.md stands',
    },
  ]);
}

async function readShape<Value>(path: string, shape: z.ZodType<Value>): Promise<Value> {
  try {
    return shape.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function readTimeline(path: string): Promise<TimelineEvent[]> {
  try {
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
    return lines.map((line) => EventLine.parse(JSON.parse(line)));
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Null when there is nothing readable: then the watch has no samples, and the judge calls what needs them inconclusive. */
async function readSeriesFile(path: string): Promise<Series | null> {
  const text = await readFile(path, 'utf8');
  try {
    return parseSeries(text);
  } catch {
    return null;
  }
}

function unreadable(path: string, error: unknown): InvalidInput {
  const where = { file: path, line: null, column: null };
  const why = codeOf(error) === 'ENOENT' ? 'there is no such file' : messageOf(error);
  const what = `evidence unreadable: ${why}`;
  return new InvalidInput([
    { where, what, hint: 'name the folder of a drill that was judged, whole and unchanged' },
  ]);
}
