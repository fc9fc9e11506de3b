import type { Objectives } from '../../document/fields.ts';
import type { Path } from '../../document/mapping.ts';
import type { Objective, PlannedObjectives } from '../plan.ts';
import type { Scope } from '../scope.ts';
import type { Asked, ObjectiveRules } from './objective-rules.ts';
import { rpoObjective } from './rpo.ts';
import { rtoObjective } from './rto.ts';

export type ObjectiveName = keyof PlannedObjectives;

/** Every kind of objective. One that is missing here does not compile. */
const objectives: { [Name in keyof Objectives | ObjectiveName]: ObjectiveRules<Name> } = {
  rto: rtoObjective,
  rpo: rpoObjective,
};

/** The kinds of objectives among the keys of what was written, with what they ask for in milliseconds. */
export function listAsked(written: Objectives): [name: ObjectiveName, askedMs: number][] {
  return Object.entries(written).flatMap(([name, askedMs]) =>
    askedMs !== undefined && isObjective(name) ? [[name, askedMs]] : [],
  );
}

function isObjective(name: string): name is ObjectiveName {
  return Object.hasOwn(objectives, name);
}

/** Plans one objective of one watch. */
export function compileObjective(
  scope: Scope,
  { name, asked }: { name: ObjectiveName; asked: Asked },
  path: Path,
): Objective {
  return objectives[name].compile(scope, asked, path);
}

/** What was promised, for people. */
export function describeObjective(objective: Objective): string {
  return describeBy(objective.name, objective);
}

function describeBy<Name extends ObjectiveName>(name: Name, objective: PlannedObjectives[Name]): string {
  return objectives[name].describe(objective);
}
