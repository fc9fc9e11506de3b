import { stripTypeScriptTypes } from 'node:module';
import { parseAst } from 'vitest/node';
import type { Catalog } from '../../src/operation/contract.ts';

/**
 * The texts in code that are an operation's id, the prefix of one (`route53.`) or a kind of several words: whoever writes one of
 * them means it by name. A sentence that mentions one (help, an example for people) is no such text, and comments and types are
 * not looked at. Kinds that are one plain word cannot be told from other words; there the type of a component's kind helps.
 */
export function findKnowledge(code: string, catalog: Catalog): string[] {
  const ids = catalog.operations.map(({ id }) => id);
  const names = new Set([
    ...ids,
    ...ids.map((id) => `${id.split('.')[0]}.`),
    ...catalog.kinds.map(({ kind }) => kind).filter((kind) => kind.includes('-')),
  ]);
  return listTexts(parseAst(stripTypeScriptTypes(code))).filter((text) => names.has(text));
}

/** Every text that stands in the code: quoted, in a template, or as a pattern without its marks. */
function listTexts(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(listTexts);
  if (typeof node !== 'object' || node === null) return [];
  const own =
    'type' in node && node.type === 'Literal' && 'value' in node && typeof node.value === 'string'
      ? [node.value]
      : 'cooked' in node && typeof node.cooked === 'string'
        ? [node.cooked]
        : 'pattern' in node && typeof node.pattern === 'string'
          ? [node.pattern.replaceAll(/[\\^$]/g, '')]
          : [];
  return [...own, ...Object.values(node).flatMap(listTexts)];
}
