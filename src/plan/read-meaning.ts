import type { Action, Check, Fault } from '../operation/contract.ts';
import type { JsonObject } from '../operation/json.ts';
import { fieldsOf } from '../operation/meaning.ts';
import type { CheckStep, DoStep, InjectStep } from './plan.ts';

/** What a step of this check proves with this input. */
export function provesOf({ proves }: Check, input: JsonObject): CheckStep['proves'] {
  const watch = proves === undefined ? null : input[proves.rowsOf];
  if (proves === undefined || typeof watch !== 'string') return { kind: 'nothing' };
  return { kind: 'rows', watch, in: proves.in };
}

/** The mark that the end of this action is. */
export function marksOf({ marks }: Action): DoStep['marks'] {
  return marks ?? 'nothing';
}

/** The regions that this input names. */
export function regionsOf(operation: Action, input: JsonObject): string[] {
  const named = fieldsOf(operation, 'region').flatMap((field) => [input[field]].flat());
  return named.filter((region) => typeof region === 'string');
}

/** What this fault takes away with this input. */
export function takesAwayOf({ takesAway }: Fault, input: JsonObject): InjectStep['takesAway'] {
  if (typeof takesAway === 'string') return { kind: takesAway };
  const region = input[takesAway.region];
  return typeof region === 'string' ? { kind: 'region', region } : { kind: 'nothing' };
}
