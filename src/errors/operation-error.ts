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

/** The text of anything thrown, for logs and messages. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
