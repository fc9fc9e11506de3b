import type { Command } from 'commander';
import { addAnswer } from '../add-answer.ts';

export function addDecline(program: Command): void {
  addAnswer(program, { decision: 'decline', description: 'decline what a drill asks for' });
}
