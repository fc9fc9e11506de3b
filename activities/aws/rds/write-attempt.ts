import { codeOf, messageOf } from '../../../src/errors/operation-error.ts';
import type { HttpRequest, PostgresAddress } from '../../../src/operation/clients.ts';
import type { OperationContext } from '../../../src/operation/contract.ts';
import { failureKind, type FailureKind } from '../../../src/operation/kit/failure-kind.ts';

/** A way by which a write could still reach the instance that is to be fenced. */
export type WritePath =
  | { kind: 'postgres'; name: string; address: PostgresAddress; schema: string }
  | { kind: 'http'; name: string; request: HttpRequest };

/** `answered`: something lives there that neither took the write nor clearly could not; that proves nothing. */
export interface WriteAttempt {
  outcome: 'written' | 'failed' | 'answered';
  why: string;
}

/** Tries to write by one path. Never throws: what goes wrong is the answer. */
export async function attemptWrite(ctx: OperationContext, path: WritePath): Promise<WriteAttempt> {
  try {
    return path.kind === 'postgres'
      ? await attemptInsert(ctx, path)
      : await attemptRequest(ctx, path.request);
  } catch (error) {
    const why = messageOf(error) || (codeOf(error) ?? '');
    return { outcome: outcomeOf[failureKind(error)], why };
  }
}

/** A real write in the drill's own schema, taken back by the rollback. READ WRITE, because a session may override a read-only default. */
async function attemptInsert(
  ctx: OperationContext,
  { address, schema }: { address: PostgresAddress; schema: string },
): Promise<WriteAttempt> {
  const connection = await ctx.clients.postgres(address);
  try {
    await connection.query('BEGIN READ WRITE');
    await connection.query(`CREATE TABLE "${schema}".fence_attempt (drill text)`);
    await connection.query(`INSERT INTO "${schema}".fence_attempt VALUES ($1)`, [ctx.drill.key]);
    return { outcome: 'written', why: 'the server took the write' };
  } finally {
    await connection.query('ROLLBACK').catch(() => {});
    await connection.end();
  }
}

/** The service commits what it accepts: a write that succeeds here stays. */
async function attemptRequest(ctx: OperationContext, request: HttpRequest): Promise<WriteAttempt> {
  const { status } = await ctx.clients.http(request);
  const why = `status ${status}`;
  if (status >= 200 && status < 300) return { outcome: 'written', why };
  // 502 and 503 say that the write was not done; 500 and 504 leave it open, 4xx says nothing about the database.
  return { outcome: status === 502 || status === 503 ? 'failed' : 'answered', why };
}

/**
 * What shows that a write cannot be done: nothing takes the connection, or the server says that it cannot write now. A name
 * that is not answered, a server that takes the connection and is silent, a wrong password: all of them may hide a writer
 * that lives.
 */
const outcomeOf: Record<FailureKind, 'failed' | 'answered'> = {
  refused: 'failed',
  unreachable: 'failed',
  'not-connected': 'failed',
  silent: 'answered',
  cut: 'answered',
  nameless: 'answered',
  restarting: 'failed',
  'read-only': 'failed',
  unsupported: 'failed',
  other: 'answered',
};
