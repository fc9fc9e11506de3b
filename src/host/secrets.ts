import { readFile } from 'node:fs/promises';
import { OperationError } from '../errors/operation-error.ts';
import type { SecretReference } from '../operation/surroundings.ts';

/** The value behind a secret reference, read from this process's environment or a file (one trailing newline dropped). */
export async function resolveSecret(reference: SecretReference): Promise<string> {
  if ('env' in reference) {
    const value = process.env[reference.env];
    if (value !== undefined && value !== '') return value;
    throw missingSecret(`secret not found: expected environment variable ${reference.env}, got nothing`);
  }
  try {
    return (await readFile(reference.file, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    throw missingSecret(`secret not found: expected file ${reference.file}, got nothing readable`, cause);
  }
}

function missingSecret(message: string, cause?: unknown): OperationError {
  return new OperationError({
    kind: 'SecretMissing',
    message,
    hint: 'set it where the worker runs and start the worker again',
    retryable: false,
    cause,
  });
}
