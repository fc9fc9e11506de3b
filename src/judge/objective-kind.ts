import type { Objective } from '../plan/plan.ts';
import type { JudgedObjective } from '../report/objectives/objective-words.ts';
import type { ReportedObjective } from '../report/objectives/tell-objectives.ts';
import type { Facts } from './facts.ts';
import type { Outage } from './outage.ts';

export type ObjectiveName = Objective['name'];
export type Planned<Name extends ObjectiveName> = Extract<Objective, { name: Name }>;
export type Reported<Name extends ObjectiveName> = Extract<ReportedObjective, { name: Name }>;

/** How one kind of objective is judged. How it is told is the report's (`src/report/objectives`). */
export interface ObjectiveKind<Name extends ObjectiveName> {
  /** The objective against what was measured, and the outage behind it when this kind measures one. */
  judge: (facts: Facts, objective: Planned<Name>) => { reported: Reported<Name>; outage: Outage | null };
  /** The same with nothing measured, for when judging failed. */
  unjudged: (known: JudgedObjective) => Reported<Name>;
}
