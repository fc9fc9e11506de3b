import { rm } from 'node:fs/promises';
import type { JudgeAnswer, JudgeCall } from '../../workflows/seam/contract.ts';
import { evidenceFolder } from '../evidence/folder.ts';
import { writeManifest } from '../evidence/manifest.ts';
import { readAllSeries } from '../evidence/read.ts';
import { writeEvidence } from '../evidence/write.ts';
import { judge } from '../judge/judge.ts';

/** Judges a drill from what it knows and what was measured here, writes its evidence and seals it. Doing it again is harmless. */
export async function judgeDrill(call: JudgeCall): Promise<JudgeAnswer> {
  const { root, plan, timeline, drill, calls, callsAtLeast = false } = call;
  const series = await readAllSeries(evidenceFolder(root).samples);
  const startedBy = { name: call.startedBy, assurance: 'claimed' };
  const report = judge({ plan, timeline, series, drill, startedBy, calls, callsAtLeast });
  await rm(evidenceFolder(root).run, { recursive: true, force: true });
  await writeEvidence(root, { plan, timeline, report });
  const { digest } = await writeManifest(root);
  return { report, manifestDigest: digest };
}
