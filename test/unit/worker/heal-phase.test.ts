import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { appendJournal } from '../../../src/evidence/journal.ts';
import type { HealInput, OperationContext } from '../../../src/operation/contract.ts';
import type { JsonObject } from '../../../src/operation/json.ts';
import { runPhase } from '../../../src/worker/phases.ts';
import { bareSurroundings, defineBreak } from '../../support/break-fault.ts';

const target = { component: 'database', region: 'west', id: 'shop-west' };

test('a heal keeps away what the seal replaced, though whoever asked for it had not heard of the seal', async () => {
  const root = await mkdtemp(join(tmpdir(), 'heal-phase-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await appendJournal(root, { kind: 'sealed', at: { at: 1, monoMs: 1, boot: 'b' }, quarantine: [target] });
  const heals: HealInput<JsonObject>[] = [];
  const breaking = defineBreak({
    heal: async (_ctx, input) => {
      heals.push(input);
      return { values: {}, details: {} };
    },
    healed: async () => ({ confirmed: true, evidence: 'it is on' }),
    find: async () => [],
  });
  const call = {
    phase: 'heal' as const,
    drill: { id: 'drill', key: 'key', step: 'lose' },
    preparedBy: null,
    surroundings: bareSurroundings,
    component: null,
    with: {},
    prior: {},
    root,
    quarantine: [],
    by: 'guardian',
  };

  await runPhase({
    operation: breaking,
    call,
    context: {} as OperationContext,
    attempt: { number: 1, round: 'a' },
  });

  expect(heals).toMatchObject([{ quarantine: [target] }]);
});
