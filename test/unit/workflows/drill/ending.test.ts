import { expect, test } from 'vitest';
import {
  type Abort,
  type Ending,
  abortOf,
  close,
  endsDrill,
  finish,
  noteAbort,
  resume,
  stop,
  stopOf,
} from '../../../../workflows/drill/ending.ts';
import type { Report } from '../../../../src/report/report.ts';
import type { Seal } from '../../../../workflows/drill/seal.ts';
import { DrillStopped } from '../../../../workflows/seam/failure.ts';

const person: Abort = { name: 'alice', reason: null, via: 'update' };
const cancel: Abort = { name: null, reason: null, via: 'cancel' };
const sealed: Seal = { kind: 'sealed', by: 'promote', fence: null, known: 0 };

function drill(seal: Seal = { kind: 'open' }): { ending: Ending; seal: Seal } {
  return { ending: { kind: 'running' }, seal };
}

test('an abort ends the drill before the seal; after it only the cancel of Temporal does', () => {
  const ends = ([seal, abort]: [Seal, Abort]) => {
    const run = drill(seal);
    noteAbort(run, abort);
    return endsDrill(run);
  };

  expect(endsDrill(drill())).toBe(false);
  expect(ends([{ kind: 'open' }, person])).toBe(true);
  expect(ends([sealed, person])).toBe(false);
  expect(ends([sealed, cancel])).toBe(true);
});

test('a drill whose abort became a question runs again', () => {
  const run = drill(sealed);
  noteAbort(run, person);

  resume(run);

  expect(run.ending).toEqual({ kind: 'running' });
});

test('the first reason to leave the steps stands, and an abort that comes later is known', () => {
  const run = drill();
  const why = new DrillStopped('failed', 'it broke');

  stop(run, why);
  stop(run, new DrillStopped('aborted', 'aborted by alice'));
  noteAbort(run, person);

  expect(stopOf(run)).toBe(why);
  expect(abortOf(run)).toBe(person);
});

test('a drill that is closing knows the abort that closed it, and nothing opens it again', () => {
  const run = drill();
  noteAbort(run, person);

  close(run);
  resume(run);
  stop(run, new DrillStopped('failed', 'late'));

  expect(run.ending).toEqual({ kind: 'closing', abort: person });
});

test('a drill that is over still knows its abort, and ended by itself without one', () => {
  const report = {} as Report;
  const aborted = drill();
  const completed = drill();
  noteAbort(aborted, person);

  for (const run of [aborted, completed]) {
    close(run);
    finish(run, report);
    close(run);
  }

  expect(aborted.ending).toEqual({ kind: 'over', report, abort: person });
  expect([abortOf(aborted), abortOf(completed)]).toEqual([person, null]);
});
