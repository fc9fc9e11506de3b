/**
 * A failure of an operation that a person will read. `retryable` says whether trying the same call again can help;
 * `hint` is the operator's next step.
 */
export class OperationError extends Error {
  readonly kind: string;
  readonly retryable: boolean;
  readonly hint: string;
  constructor(options: { kind: string; message: string; hint: string; retryable: boolean; cause?: unknown }) {
    super(options.message, { cause: options.cause });
    this.name = 'OperationError';
    this.kind = options.kind;
    this.retryable = options.retryable;
    this.hint = options.hint;
  }
}

/** The code of an error of the system, a socket or a database server (`ECONNREFUSED`, SQLSTATE); null when it has none. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** The text of anything thrown, for logs and messages. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
