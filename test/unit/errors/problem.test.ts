import { expect, test } from 'vitest';
import { formatProblem, InvalidInput } from '../../../src/errors/problem.ts';

const problem = { where: { file: 'a.yaml', line: 3, column: 7 }, what: 'expected a, got b', hint: 'write a' };

test('formatProblem gives place, mistake and next step', () => {
  expect(formatProblem(problem)).toBe('a.yaml:3:7: expected a, got b\n  HINT: write a');
});

test('formatProblem leaves out a place in a text that does not exist', () => {
  const where = { file: 'parameters', line: null, column: null };

  expect(formatProblem({ ...problem, where, hint: null })).toBe('parameters: expected a, got b');
});

test('formatProblem lets no control character of an input reach a terminal', () => {
  expect(formatProblem({ ...problem, what: 'got "\u001B[2J\u202E"' })).toContain('got "?[2J?"');
});

test('the message of InvalidInput holds all problems', () => {
  const error = new InvalidInput([problem, { ...problem, what: 'expected c, got d' }]);

  expect(error.message).toMatch(/expected a, got b[\s\S]*expected c, got d/);
});
