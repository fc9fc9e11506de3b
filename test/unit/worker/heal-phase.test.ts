import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { appendJournal } from '../../../src/companion/journal.ts';
import { defineFault, type HealInput, type OperationContext } from '../../../src/operation/contract.ts';
import type { JsonObject } from '../../../src/operation/json.ts';
import { runPhase } from '../../../src/worker/phases.ts';

const target = { component: 'database', region: 'west', id: 'shop-west' };

function defineBreak(heals: HealInput<JsonObject>[]) {
  return defineFault<JsonObject>({
    kind: 'fault',
    id: 'test.break',
    summary: 'break',
    componentKinds: [],
    with: z.record(z.string(), z.json()),
    names: {},
    deadlineMs: 5_000,
    attempts: 1,
    aws: [],
    preview: () => Promise.reject(new Error('not here')),
    inject: () => Promise.reject(new Error('not here')),
    confirm: () => Promise.reject(new Error('not here')),
    heal: async (_ctx, input) => {
      heals.push(input);
      return { values: {}, details: {} };
    },
    healed: async () => ({ confirmed: true, evidence: 'it is on' }),
    find: async () => [],
  });
}

test('A heal keeps away what the seal replaced, though whoever asked for it had not heard of the seal', async () => {
  const root = await mkdtemp(join(tmpdir(), 'heal-phase-'));
  onTestFinished(() => rm(root, { recursive: true }));
  await appendJournal(root, { kind: 'sealed', at: { at: 1, monoMs: 1, boot: 'b' }, quarantine: [target] });
  const heals: HealInput<JsonObject>[] = [];
  const call = {
    phase: 'heal' as const,
    drill: { id: 'drill', key: 'key', step: 'lose' },
    preparedBy: null,
    surroundings: {
      environment: 'test',
      account: null,
      regions: {},
      globalEndpoints: {},
      resolvers: [],
      components: {},
      guardrails: { requireTag: {} },
    },
    component: null,
    with: {},
    prior: {},
    root,
    quarantine: [],
    by: 'guardian',
  };

  await runPhase({
    operation: defineBreak(heals),
    call,
    context: {} as OperationContext,
    attempt: { number: 1, round: 'a' },
  });

  expect(heals).toMatchObject([{ quarantine: [target] }]);
});
