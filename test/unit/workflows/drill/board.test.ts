import { expect, test } from 'vitest';
import { renderBoard } from '../../../../workflows/drill/board.ts';
import { createRun } from '../../../../workflows/drill/run.ts';
import { makePlan } from '../../../support/synthetic-plan.ts';

test('texts from files and servers make no link, image, tag, row or line on the board', () => {
  const evil =
    'a\n# b | c `d` <img src=x> ![x](https://e.test/x) [l](javascript:x) \u202egnp \u0000\u001b[31m';
  const plan = makePlan();
  const run = createRun(
    { workflowId: evil, runId: 'r-1' },
    {
      kind: 'plan',
      plan: { ...plan, runbook: { ...plan.runbook, title: evil } },
      key: 'k1',
      codes: {},
      runId: 'r-1',
      hostQueue: 'host',
      root: evil,
      startedBy: null,
      reason: null,
    },
  );
  run.asking.approval = { step: 'declare', code: 'K7F2', role: 'r', ask: evil, shown: [evil], answer: null };
  run.asking.questions = [
    { step: 'promote', failure: { kind: 'x', message: evil, hint: evil }, skippable: true, answer: null },
  ];
  run.guardian.stuck = { step: 'lose-region', message: evil };

  const board = renderBoard(run);

  expect(board).toContain('Approval open');
  expect(board).not.toMatch(/\]\(|<img|[\p{Cc}\p{Cf}](?<!\n)|^# b/mu);
  expect(board.length).toBeLessThanOrEqual(4_000);
});
