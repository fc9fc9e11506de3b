import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

function filesIn(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

test('no name, address or region of the lab stands in a runbook, an operation, a workflow or the engine', () => {
  const lab = /shop|us-west-2|us-east-2|127\.0\.\d|\bmoto\b|toxiproxy/i;

  const found = ['runbooks', 'activities', 'workflows', 'src/worker', 'src/judge', 'src/plan']
    .flatMap(filesIn)
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .map((line, index) => ({ file, line, index })),
    )
    .filter(({ line }) => lab.test(line))
    .map(({ file, line, index }) => `${file.slice(root.length)}:${index + 1}: ${line.trim()}`);

  expect(found).toEqual([]);
});
