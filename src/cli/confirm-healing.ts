import { createInterface } from 'node:readline/promises';
import type { SweptFault } from '../sweep/sweep.ts';
import { formatFaults } from './describe-faults.ts';
import { printProgress } from './print.ts';

/** Shows what would be healed and asks; without a person at a terminal nothing is healed. */
export async function confirmHealing(
  leftovers: { fault: SweptFault }[],
  options: { json?: boolean },
): Promise<boolean> {
  if (options.json === true) return false;
  if (!process.stdin.isTTY) {
    printProgress('nothing was healed: expected a person at a terminal to ask, got none\n  HINT: add --heal');
    return false;
  }
  printProgress(formatFaults(leftovers.map(({ fault }) => fault)));
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // Ctrl-C and Ctrl-D close it without an answer, and a question is not told.
    const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
    terminal.once('SIGINT', () => terminal.close());
    const answer = await Promise.race([terminal.question('Heal what is left over? [y/N] '), closed]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
