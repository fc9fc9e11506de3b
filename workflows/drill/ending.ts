import type { Report } from '../../src/report/report.ts';
import { DrillStopped } from '../seam/failure.ts';
import { type Seal, isSealed } from './seal.ts';

/** Who wants the drill to end, and how that was said. */
export interface Abort {
  name: string | null;
  reason: string | null;
  via: 'update' | 'signal' | 'cancel';
}

/**
 * How far the drill is on the way to its end. `aborting`: the steps under way are cancelled. `stopped`: nothing begins any more,
 * lanes still settle. `closing`: things are taken back, and there is nothing left to abort. `over`: it is judged. An abort that came
 * before is kept.
 */
export type Ending =
  | { kind: 'running' }
  | { kind: 'aborting'; abort: Abort }
  | { kind: 'stopped'; why: DrillStopped; abort: Abort | null }
  | { kind: 'closing'; abort: Abort | null }
  | { kind: 'over'; report: Report; abort: Abort | null };

/** A drill as far as its end is concerned. */
interface Endable {
  ending: Ending;
  seal: Seal;
}

/** The abort that is in force; null when nobody aborts, or when a question has taken its place. */
export function abortOf({ ending }: Endable): Abort | null {
  return ending.kind === 'running' ? null : ending.abort;
}

/** Why the steps are left; null while they run. */
export function stopOf({ ending }: Endable): DrillStopped | null {
  return ending.kind === 'stopped' ? ending.why : null;
}

/** An abort ends the drill before the seal, and after it only when it is Temporal's cancel; else it becomes a question. */
export function endsDrill(run: Endable): boolean {
  const abort = abortOf(run);
  return abort !== null && (!isSealed(run) || abort.via === 'cancel');
}

/** Why an aborted drill leaves its steps. */
export function describeStop({ name }: Abort): DrillStopped {
  return new DrillStopped('aborted', `aborted by ${name ?? 'someone'}`);
}

/** An abort was heard. */
export function noteAbort(run: Endable, abort: Abort): void {
  const { ending } = run;
  if (ending.kind === 'running' || ending.kind === 'aborting') run.ending = { kind: 'aborting', abort };
  else run.ending = { ...ending, abort };
}

/** The steps go on: a person has been asked instead. */
export function resume(run: Endable): void {
  if (run.ending.kind === 'aborting') run.ending = { kind: 'running' };
  else if (run.ending.kind === 'stopped') run.ending = { ...run.ending, abort: null };
}

/** The steps are left. The first reason stands. */
export function stop(run: Endable, why: DrillStopped): void {
  if (run.ending.kind === 'running' || run.ending.kind === 'aborting')
    run.ending = { kind: 'stopped', why, abort: abortOf(run) };
}

/** Things are taken back from now on. */
export function close(run: Endable): void {
  if (run.ending.kind !== 'over') run.ending = { kind: 'closing', abort: abortOf(run) };
}

/** The drill is judged: this is the end. */
export function finish(run: Endable, report: Report): void {
  run.ending = { kind: 'over', report, abort: abortOf(run) };
}
