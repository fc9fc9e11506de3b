import type { Healed } from '../sweep/heal.ts';
import type { SweptFault } from '../sweep/sweep.ts';
import { formatTable } from './print.ts';

/** A table of faults; with a column about healing when that was tried. */
export function formatFaults(faults: (SweptFault & { healed?: boolean })[]): string {
  const rows = faults.map((fault) => [
    describeState(fault),
    fault.drill ?? `unknown (${fault.key})`,
    fault.step,
    fault.operation,
    fault.target,
    fault.expiresAt ?? '-',
    fault.found,
  ]);
  return formatTable([['STATE', 'DRILL', 'STEP', 'OPERATION', 'TARGET', 'EXPIRES', 'FOUND BY'], ...rows]);
}

/** One line about the healing of one fault. */
export function describeHealed({ step, operation, target }: SweptFault, healed: Healed): string {
  return `${healed.healed ? 'healed' : 'NOT HEALED'}: ${step} (${operation} of ${target}): ${healed.evidence}`;
}

function describeState({ state, healed }: SweptFault & { healed?: boolean }): string {
  if (healed === true) return 'healed';
  return state === 'in-force' ? 'in force' : 'LEFT OVER';
}
