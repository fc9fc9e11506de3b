import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  parseDocument as parseYaml,
  visit,
  type Document,
  type Node,
  type Pair,
} from 'yaml';
import { messageOf } from '../errors/operation-error.ts';
import { InvalidInput, type Problem } from '../errors/problem.ts';
import { isMapping, type Path } from './mapping.ts';

/** A text and the file name under which problems in it are reported. */
export interface Source {
  file: string;
  text: string;
}

/** Parsed YAML that still knows where each of its values was written. */
export interface ParsedDocument {
  file: string;
  value: Record<string, unknown>;
  /** Line and column of the value at `path`, or of its key; of the nearest thing around it when it is not there. */
  locate(path: Path, at: 'key' | 'value'): Problem['where'];
}

const maxCharacters = 1_000_000;
/** Every alias is counted with what it expands to: enough for honest re-use, far too few for a bomb. */
const maxAliasCount = 50;
const maxDepth = 40;
/** One slip can make the rest of a text unreadable: what follows the first few tells nothing. */
const maxSyntaxProblems = 5;

/** YAML 1.2 text (JSON too) whose root is a mapping. Throws InvalidInput with every syntax problem of the text. */
export function parseDocument(source: Source): ParsedDocument {
  refuseSize(source);
  const lines = new LineCounter();
  const document = parseYamlText(source, lines);
  const errors = [...document.errors, ...document.warnings, ...findDuplicateKeys(document)];
  const found = errors.slice(0, maxSyntaxProblems);
  if (found.length > 0) {
    throw new InvalidInput(
      found.map((error) => syntaxProblem(placeOf(source.file, lines, error.pos[0]), error)),
    );
  }
  const value = toValue(source.file, document);
  return {
    file: source.file,
    value,
    locate: (path, at) => placeOf(source.file, lines, offsetOf(document, path, at)),
  };
}

function refuseSize({ file, text }: Source): void {
  if (text.length <= maxCharacters) return;
  const size = `${(text.length / 1_000_000).toFixed(1)} MB`;
  throw refusal(
    file,
    `document is too long: expected at most 1 MB, got ${size}`,
    'check that this is the right file',
  );
}

function parseYamlText({ file, text }: Source, lineCounter: LineCounter): Document {
  try {
    return parseYaml(text, { lineCounter, prettyErrors: false, stringKeys: true, uniqueKeys: false });
  } catch (error) {
    // The composer recurses: absurdly deep nesting ends in a RangeError.
    throw refusal(
      file,
      `document cannot be read: expected YAML, got ${messageOf(error)}`,
      'nest it less deeply',
    );
  }
}

/** Keys that a mapping has twice; the parser's own check compares each with each, far too slow for long mappings. */
function findDuplicateKeys(document: Document): { message: string; pos: [number, number] }[] {
  const found: { message: string; pos: [number, number] }[] = [];
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? String(key.value) : null;
        const at = startOf(key);
        if (name !== null && seen.has(name))
          found.push({ message: `the key "${name}" a second time`, pos: [at, at] });
        if (name !== null) seen.add(name);
      }
    },
  });
  return found;
}

function syntaxProblem(where: Problem['where'], error: { message: string }): Problem {
  const first = error.message.split('\n')[0] ?? '';
  return {
    where,
    what: `document cannot be read: expected YAML, got ${first}`,
    hint: 'correct the syntax here',
  };
}

function toValue(file: string, document: Document): Record<string, unknown> {
  const value = expandAliases(file, document);
  if (!isMapping(value)) {
    const got = value === null ? 'nothing' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
    throw refusal(
      file,
      `document has no keys: expected a mapping such as "title: ...", got ${got}`,
      'check that this is the right file',
    );
  }
  if (isDeeper(value, maxDepth)) {
    throw refusal(
      file,
      `document is nested too deeply: expected at most ${maxDepth} levels`,
      'nest it less deeply',
    );
  }
  return value;
}

function expandAliases(file: string, document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount });
  } catch (error) {
    throw refusal(
      file,
      `document cannot be read: expected YAML with few aliases, got ${messageOf(error)}`,
      'write repeated parts out',
    );
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

function refusal(file: string, what: string, hint: string): InvalidInput {
  return new InvalidInput([{ where: { file, line: null, column: null }, what, hint }]);
}

function placeOf(file: string, lines: LineCounter, offset: number): Problem['where'] {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(1, line), column: Math.max(1, col) };
}

function offsetOf(document: Document, path: Path, at: 'key' | 'value'): number {
  let node: Node | null = document.contents;
  let pair: Pair | null = null;
  for (const segment of path) {
    const next = childOf(node, segment, document);
    if (next === null) return startOf(node, pair);
    ({ node, pair } = next);
  }
  return at === 'key' && pair !== null ? startOf(pair.key) : startOf(node, pair);
}

function childOf(
  parent: Node | null,
  segment: string | number,
  document: Document,
): { node: Node | null; pair: Pair | null } | null {
  const collection = isAlias(parent) ? parent.resolve(document) : parent;
  if (isMap(collection)) {
    const pair = collection.items.find((item) => isNode(item.key) && String(item.key) === String(segment));
    return pair === undefined ? null : { node: isNode(pair.value) ? pair.value : null, pair };
  }
  const items: unknown[] =
    collection !== undefined && collection !== null && 'items' in collection ? collection.items : [];
  const item = items[Number(segment)];
  return isNode(item) ? { node: item, pair: null } : null;
}

function startOf(node: unknown, pair: Pair | null = null): number {
  if (isNode(node) && node.range) return node.range[0];
  if (isPair(pair)) return startOf(pair.key);
  return 0;
}
