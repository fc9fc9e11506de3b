import { mkdir } from 'node:fs/promises';
import type { Plan } from '../plan/plan.ts';
import { renderMarkdown } from '../report/markdown.ts';
import type { Report } from '../report/report.ts';
import type { TimelineEvent } from '../timeline/timeline.ts';
import { evidenceFolder } from './folder.ts';
import { writeWhole } from './write-whole.ts';

/** Everything of a drill but its samples, which the samplers wrote. */
export interface Evidence {
  plan: Plan;
  timeline: TimelineEvent[];
  report: Report;
}

/** Writes the folder's files. Writing the same evidence again changes nothing, so that a retried activity may. */
export async function writeEvidence(root: string, { plan, timeline, report }: Evidence): Promise<void> {
  const folder = evidenceFolder(root);
  const { drill: id, key, startedBy, calls, callsAtLeast } = report;
  await mkdir(folder.samples, { recursive: true });
  await writeDurably(folder.plan, formatJson(plan));
  await writeDurably(folder.drill, formatJson({ schema: 1, id, key, startedBy, calls, callsAtLeast }));
  await writeDurably(folder.runbook, plan.runbook.text);
  await writeDurably(folder.environment, plan.environment.text);
  await writeDurably(folder.timeline, timeline.map((event) => `${JSON.stringify(event)}\n`).join(''));
  await writeDurably(folder.reportJson, formatJson(report));
  await writeDurably(folder.reportMarkdown, renderMarkdown(report));
}

async function writeDurably(path: string, text: string): Promise<void> {
  await writeWhole(path, text, { durable: true });
}

function formatJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
