import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Folder for evidence and running drills: `DRILL_HOME`, else `$XDG_STATE_HOME/drillmaster`, else `~/.local/state/drillmaster`. */
export function readHome(env: NodeJS.ProcessEnv = process.env): string {
  if (env['DRILL_HOME']) return resolve(env['DRILL_HOME']);
  return join(env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'drillmaster');
}
