import { suggestName } from '../errors/suggestion.ts';
import { parseDurationMs } from '../time/duration.ts';
import type { Comparison, Condition, Measure } from './condition.ts';

/** What a condition's text came to: the condition, or what is wrong with it. */
export type ParsedCondition = { condition: Condition } | { what: string; hint: string | null };

const comparisons: Comparison[] = ['<', '<=', '>', '>=', '=', '!='];
const grammar =
  /^(?<name>[A-Za-z][\w.-]*)\s*(?<op>>=|<=|!=|=|<|>)\s*(?<value>.*?)(?:\s+of\s+(?<of>[A-Za-z][\w-]*))?$/;

/**
 * One condition by the grammar `name op value[unit] [of steady]`. `names` says which names there are and what each
 * measures: a duration needs a unit, a percent its sign, texts and booleans compare by = and != only.
 */
export function parseCondition(text: string, names: Record<string, Measure>): ParsedCondition {
  const parts = grammar.exec(text.trim())?.groups;
  if (parts === undefined || parts['value'] === '') {
    return {
      what: `expected a condition such as ok >= 99%, got "${text}"`,
      hint: 'write: name, comparison, value with unit',
    };
  }
  const name = parts['name']!;
  if (!Object.hasOwn(names, name)) return refuseName(name, names);
  const comparison = comparisons.find((each) => each === parts['op'])!;
  const measure = names[name]!;
  if (isWord(measure) && comparison !== '=' && comparison !== '!=') {
    return { what: `expected = or != for the ${measure} "${name}", got ${comparison}`, hint: null };
  }
  const of = parts['of'] ?? null;
  if (of !== null) return parseRelative({ text, name, comparison, measure, of }, parts['value']!);
  const value = readValue(measure, parts['value']!);
  if (value === null) {
    return { what: `expected ${examples[measure]} for "${name}", got "${parts['value']}"`, hint: null };
  }
  return { condition: { text, name, comparison, value, measure, of } };
}

function refuseName(name: string, names: Record<string, Measure>): ParsedCondition {
  const known = Object.keys(names);
  const suggestion = suggestName(name, known);
  return {
    what: `unknown name in condition: expected one of ${known.join(', ')}, got "${name}"`,
    hint: suggestion === null ? null : `did you mean "${suggestion}"?`,
  };
}

function parseRelative(relative: Omit<Condition, 'value'>, valueText: string): ParsedCondition {
  if (isWord(relative.measure)) {
    return {
      what: `expected no "of" for the ${relative.measure} "${relative.name}"`,
      hint: 'compare with a value',
    };
  }
  if (relative.of !== 'steady') {
    return {
      what: `expected "of steady", got "of ${relative.of}"`,
      hint: 'other windows are not supported yet',
    };
  }
  const match = /^(\d{1,9}(?:\.\d{1,9})?)%$/.exec(valueText);
  if (match === null)
    return { what: `expected a share such as 200% of steady, got "${valueText}"`, hint: null };
  return { condition: { ...relative, value: Number(match[1]) } };
}

const examples: Record<Measure, string> = {
  duration: 'a duration such as 500ms or 5s',
  percent: 'a share from 0% to 100%',
  count: 'a number such as 0',
  bytes: 'a size such as 64MB or 1GiB',
  text: 'a word, or a text in quotes',
  boolean: 'true or false',
};

function readValue(measure: Measure, text: string): Condition['value'] | null {
  if (measure === 'duration') return text.length > 20 ? null : parseDurationMs(text);
  if (measure === 'percent') return readPercent(text);
  if (measure === 'count') return /^\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) : null;
  if (measure === 'bytes') return readBytes(text);
  if (measure === 'boolean') return text === 'true' ? true : text === 'false' ? false : null;
  return /^"([^"]*)"$/.exec(text)?.[1] ?? (/^[^\s"]+$/.test(text) ? text : null);
}

function isWord(measure: Measure): boolean {
  return measure === 'text' || measure === 'boolean';
}

function readPercent(text: string): number | null {
  const match = /^(\d{1,3}(?:\.\d{1,9})?)%$/.exec(text);
  const share = match === null ? null : Number(match[1]);
  return share !== null && share <= 100 ? share : null;
}

const byteUnits: Record<string, number> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1_024,
  MiB: 1_024 ** 2,
  GiB: 1_024 ** 3,
};

function readBytes(text: string): number | null {
  const match = /^(\d{1,12}(?:\.\d{1,6})?)(B|kB|MB|GB|KiB|MiB|GiB)$/.exec(text);
  return match === null ? null : Number(match[1]) * byteUnits[match[2]!]!;
}
