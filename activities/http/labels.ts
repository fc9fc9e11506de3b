import type { Comparison } from '../../src/condition/condition.ts';

/** Labels of attempts that got no answer to look at (`unsent` is the sampling loop's). */
export const reservedLabels = ['hang', 'refused', 'error', 'unsent'] as const;

const comparisons: Comparison[] = ['<=', '>=', '!=', '=', '<', '>'];

interface StatusCondition {
  comparison: Comparison;
  status: number;
}

const compare: Record<Comparison, (left: number, right: number) => boolean> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '=': (left, right) => left === right,
  '!=': (left, right) => left !== right,
};

/** `status = 200`, with any comparison; null when the text is something else. */
export function parseStatusCondition(text: string): StatusCondition | null {
  const match = /^\s*status\s*(<=|>=|!=|=|<|>)\s*(\d{3})\s*$/.exec(text);
  const comparison = comparisons.find((candidate) => candidate === match?.[1]);
  return comparison === undefined ? null : { comparison, status: Number(match?.[2]) };
}

/** Gives an answer's label: the first in written order of which all conditions hold, else `error`. */
export function createLabeller(request: { labels: Record<string, string[]> }): (status: number) => string {
  const labels = Object.entries(request.labels).map(([label, texts]) => ({
    label,
    conditions: texts.map(parseStatusCondition).filter((condition) => condition !== null),
  }));
  return (status) => {
    const match = labels.find(({ conditions }) => conditions.every((condition) => holds(condition, status)));
    return match?.label ?? 'error';
  };
}

function holds(condition: StatusCondition, status: number): boolean {
  return compare[condition.comparison](status, condition.status);
}
