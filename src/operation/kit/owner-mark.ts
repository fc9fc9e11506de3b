/** What every mark and tag of a drill begins with. */
export const ownerPrefix = 'drillmaster:';

/** Who put something there: a drill by its key, and one of its steps. */
export interface Owner {
  key: string;
  step: string;
}

/** The mark that a drill leaves on what it touches: `drillmaster:<drill key>/<step>`. */
export function ownerMark({ key, step }: Owner): string {
  return `${ownerPrefix}${key}/${step}`;
}

/** The drill and the step that a mark names; null when it is no mark of a drill. */
export function readOwnerMark(mark: string | null): Owner | null {
  const [, key, step] = /^drillmaster:([^/]*)\/(.*)$/s.exec(mark ?? '') ?? [];
  return key === undefined || step === undefined ? null : { key, step };
}
