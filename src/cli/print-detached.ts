import { printProgress } from './print.ts';

/** The terminal is not the drill: how to come back to it, and how to end it. */
export function printDetached(id: string): void {
  printProgress(`detached: ${id} goes on`);
  printProgress(`  come back:  drill watch ${id}`);
  printProgress(`  abort it:   drill abort ${id} --reason WHY`);
}
