import type { Json } from '../operation/json.ts';
import type { Plan } from './plan.ts';

/** Freezes a plan: `sha256:` over texts, parameters, occasion, targets and tool version, whatever the order of keys. */
export function digestPlan(plan: Omit<Plan, 'digest'>, sha256: (text: string) => string): Plan {
  const { runbook, environment, parameters, occasion, targets, toolVersion } = plan;
  const digested = {
    runbook: runbook.text,
    environment: environment.text,
    parameters,
    occasion,
    targets: targets.map(({ component, region, id }) => ({ component, region, id })),
    toolVersion,
  };
  return { ...plan, digest: `sha256:${sha256(writeCanonical(digested))}` };
}

function writeCanonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(writeCanonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).toSorted();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${writeCanonical(value[key] ?? null)}`).join(',')}}`;
}
