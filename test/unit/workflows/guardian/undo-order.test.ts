import { expect, test } from 'vitest';
import type { UndoEntry } from '../../../../workflows/seam/messages.ts';
import { orderUndo } from '../../../../workflows/guardian/undo-order.ts';

const action = (step: string, undo: UndoEntry['undo'] = 'on-abort', component = 'database'): UndoEntry => ({
  step,
  kind: 'action',
  operation: 'route53.swap',
  component,
  sees: [],
  with: {},
  prior: {},
  undo,
  ttlMs: null,
});
const fault = (step: string): UndoEntry => ({ ...action(step), kind: 'fault', ttlMs: 1 });
const plan = (...[entries, mode, sealed]: Parameters<typeof orderUndo>) =>
  orderUndo(entries, mode, sealed).map(({ act, entry }) => `${act} ${entry.step}`);

test('what was done last is taken back first, and what was done twice goes to its oldest state in one jump', () => {
  const entries = [fault('lose'), action('first'), action('other', 'on-abort', 'web'), action('second')];

  expect(plan(entries, 'unwind', false)).toEqual(['undo other', 'undo first', 'heal lose']);
});

test('after the point of no return faults are healed and everything else is kept', () => {
  expect(plan([fault('lose'), action('swap')], 'unwind', true)).toEqual(['keep swap', 'heal lose']);
});

test('an older action that stays does not keep a newer one from being undone', () => {
  expect(plan([action('old', 'never'), action('new')], 'unwind', false)).toEqual(['undo new', 'keep old']);
  expect(plan([action('old'), action('new', 'at-end')], 'finish', false)).toEqual(['undo new']);
});

test('a regular end undoes only what is to be undone at the end', () => {
  expect(plan([fault('lose'), action('swap'), action('drain', 'at-end', 'web')], 'finish', false)).toEqual([
    'undo drain',
    'heal lose',
  ]);
});
