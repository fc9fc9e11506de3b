import { describeError } from './describe-error.ts';
import { printError, printProgress, setExitCode } from './print.ts';
import { createProgram } from './program.ts';

// A reader that is gone (`drill list | head -1`, a closed terminal) is no reason to leave anything half done.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  await createProgram().parseAsync();
} catch (error) {
  reportError(error);
}

/** People read it on stderr; with `--json` programs read it on stdout, where its result would have been. */
function reportError(error: unknown): void {
  const { text, code, json } = describeError(error);
  setExitCode(code);
  if (text !== null) printProgress(text);
  if (code !== 0 && process.argv.includes('--json')) printError(json);
  if (process.env['DRILL_LOG_LEVEL'] === 'debug' && error instanceof Error) printProgress(error.stack ?? '');
}
