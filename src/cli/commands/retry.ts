import type { Command } from 'commander';
import { addDecision } from '../add-decision.ts';

export function addRetry(program: Command): void {
  addDecision(program, {
    decision: 'retry',
    description: 'let a drill try again the step, undo or heal that asks',
  });
}
