import type { Path } from '../../document/mapping.ts';
import type { PlannedObjectives, PlannedParts } from '../plan.ts';
import type { Scope } from '../scope.ts';

/** One objective of one planned watch. */
export interface Asked {
  watch: string;
  targetMs: number;
  /** The planned parts from which an objective learns when its watch is well, and which region must answer. */
  planned: Pick<PlannedParts, 'steady' | 'steps' | 'settled'>;
}

/** All that the compiler knows of one kind of objective. */
export interface ObjectiveRules<Name extends keyof PlannedObjectives> {
  /** Plans what was written at `path`. */
  compile(scope: Scope, asked: Asked, path: Path): PlannedObjectives[Name];
  /** What was promised, for people. */
  describe(objective: PlannedObjectives[Name]): string;
}
