import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { catalog } from '../../activities/catalog.ts';
import { kindNamed } from '../../src/operation/kind-name.ts';
import type { Component } from '../../src/operation/surroundings.ts';
import { findKnowledge } from '../support/find-knowledge.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function filesIn(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

test('no name, address or region of the lab stands in a runbook, an operation, a workflow or the engine', () => {
  const lab = /shop|us-west-2|us-east-2|127\.0\.\d|\bmoto\b/i;
  // A provider may drive a toxiproxy; nobody else knows that there is one.
  const labOutside = new RegExp(`${lab.source}|toxiproxy`, 'i');

  const found = ['runbooks', 'activities', 'workflows', 'src/worker', 'src/judge', 'src/plan']
    .flatMap(filesIn)
    .flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .map((line, index) => ({ file, line, index })),
    )
    .filter(({ file, line }) => (file.startsWith(join(root, 'activities')) ? lab : labOutside).test(line))
    .map(({ file, line, index }) => `${file.slice(root.length)}:${index + 1}: ${line.trim()}`);

  expect(found).toEqual([]);
});

test('no file of src or workflows knows an operation or a kind of component by name', () => {
  const found = ['src', 'workflows'].flatMap(filesIn).flatMap((file) => {
    const known = findKnowledge(readFileSync(file, 'utf8'), catalog);
    return known.map((text) => `${file.slice(root.length)}: ${text}`);
  });

  expect(found).toEqual([]);
});

test.each([
  ['an id', "const isAudit = operation === 'ledger.audit';"],
  ['an id as a key', "const hints = { 'rds.fence': 'cut it off' };"],
  ['a provider', "const isSwap = operation.startsWith('route53.');"],
  ['a provider in a template', 'const id = `rds.${verb}`;'],
  ['a provider in a pattern', 'const isSwap = /^route53\\./.test(operation);'],
  ['a kind', "const isDatabase = kind === 'rds-postgres';"],
])('a file that knows %s is found', (_, code) => {
  expect(findKnowledge(code, catalog)).toHaveLength(1);
});

test.each([
  "// swaps are 'route53.swap'",
  "type Kind = 'rds-postgres';",
  "const help = 'an operation such as rds.replica-lag';",
  "const kind = 'service';",
])('%s is no knowledge', (code) => {
  expect(findKnowledge(code, catalog)).toEqual([]);
});

test('a kind that is a plain word cannot be compared with a text', () => {
  const component: Component = {
    name: 'web',
    kind: kindNamed('service'),
    traits: {},
    targets: [],
  };

  // @ts-expect-error: the type of a kind has nothing in common with texts.
  expect(component.kind === 'service').toBe(true);
});
