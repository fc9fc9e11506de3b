import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { DrillRef } from '../operation/contract.ts';
import { CompanionConfig, companionFiles } from '../companion/config.ts';
import { readJson } from '../host/read-json.ts';
import { evidenceFolder } from '../evidence/folder.ts';
import type { Surroundings } from '../operation/surroundings.ts';
import type { Plan } from '../plan/plan.ts';

/** What healing needs of a drill, from its evidence folder alone. */
export interface DrillFolder {
  root: string;
  drill: DrillRef;
  surroundings: Surroundings;
}

/** The evidence folders of a home, whatever is in them. */
export async function listFolders(home: string): Promise<string[]> {
  const evidence = join(home, 'evidence');
  const entries = await readdir(evidence, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(evidence, entry.name));
}

/** From the companion's configuration while the drill runs, from plan and drill file once it was judged; null: neither is there. */
export async function readFolder(root: string): Promise<DrillFolder | null> {
  const config = await readJson(companionFiles(root).config, CompanionConfig);
  if (config !== null) return { root, drill: config.drill, surroundings: config.surroundings };
  const plan = await readJson(evidenceFolder(root).plan, JudgedPlan);
  const drill = await readJson(evidenceFolder(root).drill, JudgedDrill);
  return plan === null || drill === null ? null : { root, drill, surroundings: plan.surroundings };
}

// Written by this program: only what tells it from another file is looked at.
const JudgedPlan = z.custom<Plan>(
  (value) =>
    z.looseObject({ schema: z.literal(1), surroundings: z.looseObject({}) }).safeParse(value).success,
);
const JudgedDrill = z.object({ id: z.string(), key: z.string() });
