import type { Parameter, Runbook } from '../runbook/runbook.ts';
import { innerSteps, type Step } from '../runbook/step.ts';
import { writeValue } from './describe-words.ts';
import { ownValueOf } from './stand-in.ts';

/** One way to start a drill, as far as its steps and choices depend on it. */
export interface Alternative {
  /** What is given; a parameter that keeps its default is not among it. */
  given: Record<string, string>;
  /** The text that each varied parameter has, given or not: `when` compares texts. */
  values: Record<string, string>;
}

interface Varied {
  name: string;
  values: string[];
  /** The first of the values when it is the parameter's default. */
  unasked: string | null;
}

/** Each alternative compiles the runbook once more. */
const maxAlternatives = 64;

/**
 * All combinations of what choices can be and what `when`s ask for. When these are too many: as many values at a time that
 * differ from the first ones as there is room for, and at least one.
 */
export function listAlternatives(runbook: Runbook): Alternative[] {
  const varied = listVaried(runbook);
  let best = combine(varied, { atOnce: 1, limit: Infinity });
  for (let atOnce = 2; atOnce <= varied.length; atOnce += 1) {
    const more = combine(varied, { atOnce, limit: maxAlternatives });
    if (more === null) break;
    best = more;
  }
  return (best ?? []).map((values) => ({ given: givenOf(varied, values), values }));
}

function listVaried({ parameters, steps }: Runbook): Varied[] {
  const asked = Map.groupBy(steps.flatMap(conditionsOf), ([name]) => name);
  return Object.entries(parameters).flatMap(([name, parameter]) => {
    const wanted = asked.get(name)?.map(([, value]) => value) ?? [];
    const isChoice = parameter.of !== undefined && !parameter.many;
    if (wanted.length === 0 && !isChoice) return [];
    const unasked = parameter.default === undefined ? null : writeValue(parameter.default);
    const first = unasked ?? firstOf(name, parameter);
    const values = parameter.of === undefined || parameter.many ? wanted : parameter.of;
    return [{ name, values: [...new Set([first, ...values])], unasked }];
  });
}

function conditionsOf(step: Step): [string, string][] {
  const own = Object.entries(step.when).map(([name, value]): [string, string] => [name, String(value)]);
  return [...own, ...innerSteps(step).flat().flatMap(conditionsOf)];
}

function firstOf(name: string, parameter: Parameter): string {
  return parameter.of?.[0] ?? ownValueOf(name, parameter.type);
}

/** Sets of values of which `atOnce` at most are not the first ones; null when they are more than `limit`. */
function combine(
  varied: Varied[],
  { atOnce, limit }: { atOnce: number; limit: number },
): Record<string, string>[] | null {
  let sets = [{ values: {} as Record<string, string>, others: 0 }];
  for (const { name, values } of varied) {
    sets = sets.flatMap((set) =>
      (set.others < atOnce ? values : values.slice(0, 1)).map((value, index) => ({
        values: { ...set.values, [name]: value },
        others: set.others + (index === 0 ? 0 : 1),
      })),
    );
    if (sets.length > limit) return null;
  }
  return sets.map(({ values }) => values);
}

function givenOf(varied: Varied[], values: Record<string, string>): Record<string, string> {
  const given = varied.filter(({ name, unasked }) => values[name] !== unasked);
  return Object.fromEntries(given.map(({ name }) => [name, values[name]!]));
}
