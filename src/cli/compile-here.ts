import type { DrillTexts } from '../config/compile-texts.ts';
import type { Plan } from '../plan/plan.ts';

/** Compiles in this process, just as the worker will. Loads compiler and catalog only now: most commands need neither. */
export async function compileHere(texts: DrillTexts): Promise<Plan> {
  const { compileTexts } = await import('../config/compile-texts.ts');
  const { catalog } = await import('../../activities/catalog.ts');
  const { readToolVersion } = await import('../config/tool-version.ts');
  return compileTexts(texts, { catalog, toolVersion: readToolVersion() });
}
