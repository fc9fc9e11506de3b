import { messageOf } from '../../src/errors/operation-error.ts';
import { failureKind, type FailureKind } from '../../src/operation/kit/failure-kind.ts';

type Label = 'read-only' | 'hang' | 'refused' | 'error';

/** What a failed write is to a client of the database. */
const labelOf: Record<FailureKind, Label> = {
  refused: 'refused',
  unreachable: 'error',
  'not-connected': 'hang',
  silent: 'hang',
  cut: 'refused',
  nameless: 'error',
  restarting: 'refused',
  'read-only': 'read-only',
  unsupported: 'error',
  other: 'error',
};

/** What a failed write is to a client. */
export function labelFailure(error: unknown): Label {
  const label = labelOf[failureKind(error)];
  if (label !== 'error') return label;
  // pg gives no code to a connection that was cut, nor to its own timeouts.
  if (/timeout/i.test(messageOf(error))) return 'hang';
  return /connection (terminated|error)|not queryable/i.test(messageOf(error)) ? 'refused' : 'error';
}
