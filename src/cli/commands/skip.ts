import type { Command } from 'commander';
import { addDecision } from '../add-decision.ts';

export function addSkip(program: Command): void {
  addDecision(program, { decision: 'skip', description: 'let a drill go on without the step that asks' });
}
