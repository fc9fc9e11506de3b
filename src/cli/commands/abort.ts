import type { Command } from 'commander';
import { addDecision } from '../add-decision.ts';

export function addAbort(program: Command): void {
  addDecision(program, {
    decision: 'abort',
    description: 'stop a drill: before the point of no return everything is undone, after it the drill asks',
  });
}
