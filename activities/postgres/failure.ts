import { messageOf } from '../../src/errors/operation-error.ts';

/** What a failed write means to a client, by Node's and PostgreSQL's codes. */
const labelOfCode: Record<string, string> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'refused',
  EPIPE: 'refused',
  ETIMEDOUT: 'hang',
  ENOANSWER: 'hang',
  // A server that ends (57P01, 57P02) or starts (57P03) refuses its clients.
  '57P01': 'refused',
  '57P02': 'refused',
  '57P03': 'refused',
  '25006': 'read-only',
};

/** `read-only`, `hang`, `refused` or `error`. */
export function labelFailure(error: unknown): string {
  const label = labelOfCode[failureCode(error) ?? ''];
  if (label !== undefined) return label;
  // pg gives no code to a connection that was cut, nor to its own timeouts.
  if (/timeout/i.test(messageOf(error))) return 'hang';
  return /connection (terminated|error)|not queryable/i.test(messageOf(error)) ? 'refused' : 'error';
}

/** SQLSTATE of the server or code of the system; null when there is none. */
export function failureCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
