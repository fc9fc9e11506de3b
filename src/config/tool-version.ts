import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

/** Version of this package; part of every plan digest. */
export function readToolVersion(): string {
  // Checked by hand: loading zod would double the time of `drill --help`.
  const read: { version?: unknown } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
  const { version } = read;
  if (typeof version === 'string') return version;
  throw new Error(`version unknown: expected a version in package.json, got ${String(version)}`);
}
