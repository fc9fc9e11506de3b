import { createHash } from 'node:crypto';
import type { Catalog } from '../operation/contract.ts';
import { compilePlan } from '../plan/compile-plan.ts';
import type { Occasion, Plan } from '../plan/plan.ts';
import type { LibraryText } from './library.ts';

/** What a drill is made from. Absent: the occasion is `drill`. */
export interface DrillTexts {
  runbook: LibraryText;
  environment: LibraryText;
  parameters: Record<string, unknown>;
  occasion?: Occasion | undefined;
}

/**
 * The one way from texts to a plan, of the worker that runs it and of the command line that shows it: the same texts, catalog and
 * version give the same digest. Throws InvalidInput with all problems.
 */
export function compileTexts(
  { runbook, environment, parameters, occasion = 'drill' }: DrillTexts,
  { catalog, toolVersion }: { catalog: Catalog; toolVersion: string },
): Plan {
  return compilePlan({ runbook, environment, parameters, occasion, catalog, toolVersion, sha256 });
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
