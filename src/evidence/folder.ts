import { dirname, join } from 'node:path';
import type { DrillRef } from '../operation/contract.ts';

/** Paths inside a drill's evidence folder. The companion and the samplers write into it while the drill runs. */
export interface EvidenceFolder {
  root: string;
  plan: string;
  /** What judging needs beside plan, timeline and samples: who the drill was, who started it, which calls it made. */
  drill: string;
  runbook: string;
  environment: string;
  timeline: string;
  journal: string;
  reportJson: string;
  reportMarkdown: string;
  manifest: string;
  /** What only the running drill needs; removed before the manifest is written. */
  run: string;
  samples: string;
}

/** `<home>/evidence/<drill id>-<key>`, with every character of the id that is not a word character or dash replaced. */
export function evidenceRoot(home: string, drill: DrillRef): string {
  return join(home, 'evidence', `${drill.id.replaceAll(/[^\w-]+/g, '-').slice(0, 80)}-${drill.key}`);
}

/** The home that an evidence folder lies in. */
export function homeOf(root: string): string {
  return dirname(dirname(root));
}

export function evidenceFolder(root: string): EvidenceFolder {
  return {
    root,
    plan: join(root, 'plan.json'),
    drill: join(root, 'drill.json'),
    runbook: join(root, 'runbook.yaml'),
    environment: join(root, 'environment.yaml'),
    timeline: join(root, 'timeline.jsonl'),
    journal: join(root, 'journal.jsonl'),
    reportJson: join(root, 'report.json'),
    reportMarkdown: join(root, 'report.md'),
    manifest: join(root, 'manifest.json'),
    run: join(root, 'run'),
    samples: join(root, 'samples'),
  };
}

/** File of one watch: `reads/checkout` is stored as `reads~checkout.jsonl`. No name leads out of the folder. */
export function sampleFile(folder: EvidenceFolder, watch: string): string {
  return join(folder.samples, `${watch.replaceAll('/', '~').replaceAll(/[^\w~.-]/g, '_')}.jsonl`);
}
