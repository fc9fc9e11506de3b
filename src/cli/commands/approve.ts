import type { Command } from 'commander';
import { addAnswer } from '../add-answer.ts';

export function addApprove(program: Command): void {
  addAnswer(program, {
    decision: 'approve',
    description: 'approve what a drill asks for; after it the drill goes on',
  });
}
