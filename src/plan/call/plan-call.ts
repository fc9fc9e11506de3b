import type { PlannedCall } from '../plan.ts';
import type { CompiledCall } from './call.ts';

/** How a call stands in the plan, for each of its components; `written` may overrule the limits of the operation. */
export function planCall(
  { operation, components, with: input }: CompiledCall,
  written: { within?: number | undefined; attempts?: number | undefined },
): PlannedCall[] {
  return components.map((component) => ({
    operation: operation.id,
    component: component?.name ?? null,
    with: input,
    deadlineMs: written.within ?? operation.deadlineMs,
    attempts: written.attempts ?? operation.attempts,
    needsSamples: operation.needsSamples ?? false,
  }));
}
