import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from './package-root.ts';

const Package = z.object({ version: z.string() });

/** Version of this package; part of every plan digest. */
export function readToolVersion(): string {
  return Package.parse(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))).version;
}
