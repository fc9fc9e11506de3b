import { OperationError } from '../../errors/operation-error.ts';

/** What stands for a region in a mapping by region. Throws `UnknownRegion`: `no instance: expected one of a, b, got region c`. */
export function requireRegion<Value>(
  byRegion: Record<string, Value>,
  region: string,
  missing: { what: string; hint: string },
): Value {
  const value = byRegion[region];
  if (value !== undefined) return value;
  throw new OperationError({
    kind: 'UnknownRegion',
    message: `${missing.what}: expected one of ${Object.keys(byRegion).join(', ')}, got region ${region}`,
    hint: missing.hint,
    retryable: false,
  });
}
