import { OperationError } from '../../errors/operation-error.ts';
import type { ListedLab } from './lab.ts';

/** The named lab, or the only one that is up. Throws OperationError when none or several fit. */
export function chooseLab(labs: ListedLab[], id: string | undefined): ListedLab {
  const fitting = id === undefined ? labs : labs.filter((lab) => lab.id === id);
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  const up = labs.map((lab) => lab.id).join(', ') || 'none';
  throw new OperationError({
    kind: 'WhichLab',
    message: `which lab: expected ${id === undefined ? 'one that is up' : `"${id}" to be up`}, got ${up}`,
    hint: labs.length === 0 ? 'start one: drill lab up' : 'add the id of one of these labs',
    retryable: false,
  });
}
