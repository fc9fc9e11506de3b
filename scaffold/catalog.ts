import { refuse } from './write-scaffold.ts';

const importLine = /^import \{ .* \} from '(\..*)';$/;
const list = /(?<=^ {2}operations: \[)[^\]]*(?=\])/m;

/** The text of `activities/catalog.ts` with one operation more, imports by path and operations by name. */
export function addToCatalog(text: string, added: { identifier: string; path: string }): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => importLine.test(line));
  const last = lines.findLastIndex((line) => importLine.test(line));
  const imports = lines.slice(first, last + 1);
  if (first < 0 || !imports.every((line) => importLine.test(line)) || !list.test(text))
    throw refuse(
      'activities/catalog.ts cannot be read: expected imports on lines of their own and `operations: [...]`',
      'add the operation by hand',
    );
  imports.push(`import { ${added.identifier} } from '${added.path}';`);
  const sorted = imports.toSorted((a, b) => (pathOf(a) < pathOf(b) ? -1 : 1));
  return [...lines.slice(0, first), ...sorted, ...lines.slice(last + 1)]
    .join('\n')
    .replace(list, (names) => sortNames(`${names},${added.identifier}`));
}

function pathOf(line: string): string {
  return importLine.exec(line)?.[1] ?? '';
}

function sortNames(names: string): string {
  const found = names.split(',').map((name) => name.trim());
  return `${found
    .filter((name) => name !== '')
    .toSorted()
    .join(',\n')},`;
}
