import type { ObjectiveWords } from './objective-words.ts';
import { type ReportedRpo, rpoWords } from './rpo.ts';
import { type ReportedRto, rtoWords } from './rto.ts';

export type ReportedObjective = ReportedRto | ReportedRpo;

/** How each kind of objective is told, in the order of the headline. */
const words: {
  [Name in ReportedObjective['name']]: ObjectiveWords<Extract<ReportedObjective, { name: Name }>>;
} = {
  rto: rtoWords,
  rpo: rpoWords,
};

/** The words of an objective's kind. */
export function wordsOf<Name extends ReportedObjective['name']>({
  name,
}: {
  name: Name;
}): ObjectiveWords<Extract<ReportedObjective, { name: Name }>> {
  return words[name];
}

/** What the headline says of all objectives, one part for each kind that was measured. */
export function sayObjectives(objectives: ReportedObjective[], worstWatch: string | null): string[] {
  return Object.keys(words).flatMap((name) => {
    const ofKind = objectives.filter((objective) => objective.name === name);
    const first = ofKind[0];
    return first === undefined ? [] : (wordsOf(first).headline(ofKind, worstWatch) ?? []);
  });
}
