import { createHash } from 'node:crypto';
import type { LibraryText } from '../config/library.ts';
import type { Plan } from '../plan/plan.ts';

export interface CompileRequest {
  runbook: LibraryText;
  environment: LibraryText;
  parameters: Record<string, unknown>;
}

/** Compiles in this process, just as the worker will: the same texts and parameters give the same digest. */
export async function compileHere(request: CompileRequest): Promise<Plan> {
  const { compilePlan } = await import('../plan/compile-plan.ts');
  const { catalog } = await import('../../activities/catalog.ts');
  const { readToolVersion } = await import('../config/tool-version.ts');
  return compilePlan({
    ...request,
    occasion: 'drill',
    catalog,
    toolVersion: readToolVersion(),
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
  });
}
