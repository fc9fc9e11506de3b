import { join } from 'node:path';
import { packageRoot } from '../../src/config/package-root.ts';

/** Where test runs keep what would be computed again by the next file or run; it may be deleted at any time. */
export const keptFolder = join(packageRoot, 'node_modules/.cache/drillmaster-tests');

/** As `NODE_COMPILE_CACHE`: a third of what a command or a lab computes until it is ready is compiling. */
export const compiledFolder = join(keptFolder, 'compiled');
