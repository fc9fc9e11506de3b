import { codeOf } from '../../errors/operation-error.ts';

/** What the code of a failed connection, request or query says of the other side. What it means is for the reader's own table. */
export type FailureKind =
  /** Nobody listens there. */
  | 'refused'
  /** There is no way to it. */
  | 'unreachable'
  /** No connection was made in time. */
  | 'not-connected'
  /** Something took the connection and was silent. */
  | 'silent'
  /** The connection was cut. */
  | 'cut'
  /** The name was not answered. */
  | 'nameless'
  /** A database server that ends or starts. */
  | 'restarting'
  /** A database server that takes no writes. */
  | 'read-only'
  /** A database server that cannot do what was asked: READ WRITE on a standby. */
  | 'unsupported'
  | 'other';

/** Node's codes, those of our HTTP and PostgreSQL clients (`ENOANSWER`), those of resolvers, and SQLSTATEs. */
const kindOfCode: Record<string, FailureKind> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'not-connected',
  ENOANSWER: 'silent',
  ECONNRESET: 'cut',
  EPIPE: 'cut',
  ENOTFOUND: 'nameless',
  ENODATA: 'nameless',
  ESERVFAIL: 'nameless',
  ETIMEOUT: 'nameless',
  '57P01': 'restarting',
  '57P02': 'restarting',
  '57P03': 'restarting',
  '25006': 'read-only',
  '0A000': 'unsupported',
};

/** What a failure says of the other side, by its code. */
export function failureKind(error: unknown): FailureKind {
  return kindOfCode[codeOf(error) ?? ''] ?? 'other';
}
