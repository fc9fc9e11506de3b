import { fileURLToPath } from 'node:url';

/** Folder of this package (with `runbooks/`, `infra/`, `src/`), wherever the command was called from. No trailing slash. */
export const packageRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
