import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const sources = globSync('{src,activities,workflows,infra}/**/*.ts', { cwd: root }).map((file) => ({
  file,
  text: readFileSync(`${root}/${file}`, 'utf8'),
}));

/** Lines of the sources that match, as `file: line`. */
function findLines(pattern: RegExp): string[] {
  return sources.flatMap(({ file, text }) =>
    text
      .split('\n')
      .filter((line) => pattern.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
}

test('no program is started through a shell', () => {
  expect(sources.length).toBeGreaterThan(200);
  expect(findLines(/shell:|\bexecSync\(|(?<![.\w])exec\(|execCommand|\$`/)).toEqual([]);
});

test('no text of a program is made and run', () => {
  expect(findLines(/\beval\(|new Function\(|vm\.run/)).toEqual([]);
});

/** What stands in SQL texts: identifiers that are quoted here or checked by a schema, and constants of the sources. */
const quoted = [
  'quoteIdentifier(table.key)',
  'quoteTable(table)',
  'bounded',
  'scanTimeoutMs',
  'table',
  'schema',
  'database.ledger.schema',
  'ledgerTable(database)',
  'session.escapeIdentifier(database)',
];

test('no value stands in an SQL text: what does is an identifier that is quoted or checked', () => {
  const sql = /`[^`]*\b(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|GRANT)\b[^`]*`/g;
  const parts = sources
    .filter(({ file }) => file.startsWith('activities/'))
    .flatMap(({ text }) =>
      [...text.matchAll(sql)].flatMap(([query]) => [...query.matchAll(/\$\{([^}]+)\}/g)]),
    )
    .map(([, part]) => part);
  expect(parts.length).toBeGreaterThan(5);
  expect(parts.filter((part) => !quoted.includes(part!))).toEqual([]);
});
