import type { Command } from 'commander';
import { addDecision } from '../add-decision.ts';

export function addGiveUp(program: Command): void {
  addDecision(program, {
    decision: 'give-up',
    description: 'end a drill at the step, undo or heal that asks',
  });
}
