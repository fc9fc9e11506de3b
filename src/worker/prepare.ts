import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { z } from 'zod';
import type { DrillInput, Listing, Prepared, SentText } from '../../workflows/seam/contract.ts';
import { compileTexts } from '../config/compile-texts.ts';
import { findEnvironment, findRunbook, listLibrary } from '../config/library.ts';
import { drillKey } from '../evidence/drill-key.ts';
import { evidenceRoot } from '../evidence/folder.ts';
import { requireStartsAllowed } from '../sweep/block.ts';
import { InvalidInput } from '../errors/problem.ts';
import type { Catalog } from '../operation/contract.ts';
import { flattenSteps, type Plan } from '../plan/plan.ts';
import { suggestName } from '../errors/suggestion.ts';

export interface PrepareParts {
  catalog: Catalog;
  library: string[];
  home: string;
  toolVersion: string;
  workflow: { id: string; runId: string };
}

const Text = z.union([
  z.string().min(1).max(200),
  z.strictObject({ file: z.string().max(500), text: z.string().max(1_048_576) }),
]);

/** One JSON object, from a form, a file or the CLI: unknown keys are refused with the nearest known one. */
const Input = z.strictObject({
  runbook: Text,
  environment: Text,
  parameters: z.record(z.string(), z.unknown()).default({}),
  occasion: z.enum(['drill', 'disaster']).optional(),
  reason: z.string().max(2_000).optional(),
  by: z.string().max(200).optional(),
  plan: z.string().max(100).optional(),
});

/** Compiles what a drill was started with, or lists what could be started when nothing was named. Throws InvalidInput. */
export async function prepareDrill(parts: PrepareParts, input: unknown): Promise<Prepared> {
  if (isEmpty(input)) return { kind: 'listing', listing: await listStartable(parts.library) };
  const parsed = parseInput(input);
  await requireStartsAllowed(parts.home);
  const runbook = await readText(parsed.runbook, (name) => findRunbook(parts.library, name));
  const environment = await readText(parsed.environment, (name) => findEnvironment(parts.library, name));
  const { parameters, occasion } = parsed;
  const plan = compileTexts({ runbook, environment, parameters, occasion }, parts);
  requireSamePlan(plan, parsed.plan);
  const key = drillKey(parts.workflow);
  return {
    kind: 'plan',
    plan,
    key,
    codes: approvalCodes(plan, key),
    runId: parts.workflow.runId,
    hostQueue: hostQueue(),
    root: evidenceRoot(parts.home, { id: parts.workflow.id, key }),
    startedBy: parsed.by ?? null,
    reason: parsed.reason ?? null,
  };
}

/** Task queue of this host: companion, journal, samples and evidence are local files. */
export function hostQueue(): string {
  return `drillmaster@${hostname()}`;
}

/** Letters and digits that are not mistaken for each other when read aloud. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

function approvalCodes(plan: Plan, key: string): Record<string, string> {
  const codes: Record<string, string> = {};
  for (const step of flattenSteps(plan.steps).filter(({ verb }) => verb === 'approve')) {
    const digest = createHash('sha256').update(`${plan.digest}\n${key}\n${step.id}`).digest();
    codes[step.id] = [...digest.subarray(0, 4)].map((byte) => alphabet[byte % alphabet.length]).join('');
  }
  return codes;
}

function isEmpty(input: unknown): boolean {
  return (
    input === null || input === undefined || (typeof input === 'object' && Object.keys(input).length === 0)
  );
}

function parseInput(input: unknown): z.infer<typeof Input> {
  const parsed = Input.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(
    parsed.error.issues.map((issue) => ({
      where: { file: 'input', line: null, column: null },
      what: `${issue.path.join('.') || 'the whole'}: ${issue.message.charAt(0).toLowerCase()}${issue.message.slice(1)}`,
      hint: hintFor(issue),
    })),
  );
}

function hintFor(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    const nearest = issue.keys
      .map((key) => suggestName(key, Object.keys(Input.shape)))
      .filter((name) => name !== null);
    if (nearest.length > 0) return `did you mean ${nearest.join(', ')}?`;
  }
  return 'send {"runbook": "NAME", "environment": "NAME", "parameters": {...}}; {} lists what could be started';
}

async function readText(
  given: string | SentText,
  find: (name: string) => Promise<SentText>,
): Promise<SentText> {
  return typeof given === 'string' ? await find(given) : given;
}

function requireSamePlan(plan: Plan, expected: DrillInput['plan']): void {
  if (expected === undefined || expected === plan.digest) return;
  throw new InvalidInput([
    {
      where: { file: 'input', line: null, column: null },
      what: `the plan is not the one that was asked for: expected ${expected}, got ${plan.digest}`,
      hint: 'look at the new plan with `drill plan`, have it approved, and start with its digest',
    },
  ]);
}

async function listStartable(library: string[]): Promise<Listing> {
  const entries = await listLibrary(library);
  const runbooks = entries
    .filter((entry) => entry.kind === 'runbook')
    .map(({ name, title }) => ({ name, title }));
  const environments = entries.filter((entry) => entry.kind === 'environment').map(({ name }) => name);
  return {
    runbooks,
    environments,
    paste: {
      runbook: runbooks[0]?.name ?? 'NAME',
      environment: environments[0] ?? 'NAME',
      parameters: {},
      reason: 'why',
      by: 'your name',
    },
    hint: 'start `drill` again with one such JSON object as input',
  };
}
