import { join } from 'node:path';
import { packageRoot } from '../../src/config/package-root.ts';

/** Where test runs keep what would be computed again by the next file or run; it may be deleted at any time. */
export const keptFolder = join(packageRoot, 'node_modules/.cache/drillmaster-tests');
