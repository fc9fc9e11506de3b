import { readFileSync } from 'node:fs';
import { compileTexts } from '../../src/config/compile-texts.ts';
import { InvalidInput } from '../../src/errors/problem.ts';
import { formatProblem } from '../../src/errors/problem.ts';
import type { Occasion, Plan } from '../../src/plan/plan.ts';
import { exampleEnvironment } from './example-environment.ts';
import { createFakeCatalog } from './fake-catalog.ts';

/** The shipped region-failover runbook, with a ttl that fits the fake operations' deadlines. */
export const failoverRunbook = readFileSync(
  new URL('../../runbooks/region-failover.yaml', import.meta.url),
  'utf8',
).replace(/ttl: \w+/, 'ttl: 1h');

interface Changed {
  runbook?: string;
  environment?: string;
  parameters?: Record<string, unknown>;
  occasion?: Occasion;
  toolVersion?: string;
}

/** Compiles region-failover for the example environment, with the parts that a test changes. */
export function compileExample(changed: Changed = {}): Plan {
  const texts = {
    runbook: { file: 'runbook.yaml', text: changed.runbook ?? failoverRunbook },
    environment: { file: 'environment.yaml', text: changed.environment ?? exampleEnvironment },
    parameters: changed.parameters ?? { from: 'us-west-2', to: 'us-east-2' },
    occasion: changed.occasion,
  };
  return compileTexts(texts, { catalog: createFakeCatalog(), toolVersion: changed.toolVersion ?? '0.1.0' });
}

/** Every problem that compiling finds, as people read it; empty when it compiles. */
export function listProblems(changed: Changed): string[] {
  try {
    compileExample(changed);
    return [];
  } catch (error) {
    if (error instanceof InvalidInput) return error.problems.map(formatProblem);
    throw error;
  }
}

/** `text` with one part replaced; throws when that part is not in it, so that no test passes by accident. */
export function replaceIn(text: string, part: string, replacement: string): string {
  if (!text.includes(part)) throw new Error(`expected the text to contain "${part}"`);
  return text.replace(part, () => replacement);
}
