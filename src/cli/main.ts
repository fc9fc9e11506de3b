import { CommanderError } from 'commander';
import { describeError } from './describe-error.ts';
import { exitCodes } from './exit-codes.ts';
import { printProgress, setExitCode } from './print.ts';
import { createProgram } from './program.ts';

// A reader that is gone (`drill list | head -1`, a closed terminal) is no reason to leave anything half done.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

try {
  await createProgram().parseAsync();
} catch (error) {
  reportError(error);
}

function reportError(error: unknown): void {
  // Commander has printed its help or its sentence already.
  if (error instanceof CommanderError) {
    setExitCode(error.exitCode === 0 ? exitCodes.pass : exitCodes.invalid);
    return;
  }
  const { text, code } = describeError(error);
  printProgress(text);
  if (process.env['DRILL_LOG_LEVEL'] === 'debug' && error instanceof Error) printProgress(error.stack ?? '');
  setExitCode(code);
}
