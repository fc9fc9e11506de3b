import {
  QueryNotRegisteredError,
  ServiceError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { answerApproval, decideDrill } from '../../../src/client/answer-drill.ts';
import { awaitStart } from '../../../src/client/await-start.ts';
import type { Drills } from '../../../src/client/connect.ts';
import { drillStatus } from '../../../src/client/read-drill.ts';

/** What the server does with each message; a drill that never ends. */
interface FakeServer {
  query?(name: string, signal?: AbortSignal): unknown;
  update?(): unknown;
  signal?(): unknown;
}

function connect(server: FakeServer) {
  const told: unknown[] = [];
  const deadlines: number[] = [];
  const signals: AbortSignal[] = [];
  const handle = {
    query: async ({ name }: { name: string }) => server.query?.(name, signals.at(-1)),
    executeUpdate: async () => server.update?.(),
    signal: async ({ name }: { name: string }, message: unknown) => {
      await server.signal?.();
      told.push({ name, message });
    },
    result: async () => await new Promise(() => {}),
    describe: async () => ({ raw: {} }),
  };
  const client = {
    workflow: {
      getHandle: () => handle,
      list: listOne,
    },
    withDeadline: async (deadline: number, work: () => Promise<unknown>) => {
      deadlines.push(deadline - Date.now());
      return await work();
    },
    withAbortSignal: async (signal: AbortSignal, work: () => Promise<unknown>) => {
      signals.push(signal);
      return await work();
    },
  };
  return { drills: { client } as unknown as Drills, told, deadlines };
}

function nobody(): never {
  throw new WorkflowUpdateRPCTimeoutOrCancelledError('too late');
}

function refuseStatus(): never {
  throw new QueryNotRegisteredError('in other words', 3);
}

function loseServer(): never {
  throw new Error('the server is gone');
}

function askApproval() {
  return { drill: 'd1', approval: { code: 'K7F2', step: 'declare' } };
}

async function* listOne() {
  yield { workflowId: 'd1', runId: 'r1', startTime: new Date(0) };
}

async function keepQuestion(_: string, signal?: AbortSignal): Promise<never> {
  return await new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new ServiceError('cut')));
  });
}

function keepSilent(): never {
  throw new ServiceError('nobody polls');
}

describe('a drill that no worker begins', () => {
  const awaited = { signal: new AbortController().signal, name: 'alice', withinMs: 10 };

  test('is withdrawn by a signal, which needs no worker', async () => {
    const { drills, told } = connect({ query: () => [] });

    await expect(awaitStart(drills, 'd1', awaited)).rejects.toMatchObject({
      kind: 'NotBegun',
      message: expect.stringContaining('withdrawn: it aborts as soon as a worker takes it'),
    });
    expect(told).toEqual([
      { name: 'abort', message: { name: 'alice', reason: 'no worker began it in time' } },
    ]);
  });

  test('is withdrawn in time, also when the server keeps the question for longer', async () => {
    const { drills, told } = connect({ query: keepQuestion });

    const late = { ...awaited, withinMs: 400 };
    await expect(awaitStart(drills, 'd1', late)).rejects.toMatchObject({ kind: 'NotBegun' });
    expect(told).toHaveLength(1);
  });

  test('is not said to be withdrawn when the server did not take the signal', async () => {
    const { drills } = connect({ query: () => [], signal: loseServer });

    await expect(awaitStart(drills, 'd1', awaited)).rejects.toMatchObject({
      kind: 'NotBegun',
      message: expect.stringContaining('not withdrawn: the server is gone'),
      hint: expect.stringContaining('drill abort d1'),
    });
  });

  test('is left alone when it has begun or when the caller has left', async () => {
    const begun = connect({ query: () => [{ kind: 'drill-started' }] });
    expect(await awaitStart(begun.drills, 'd1', { ...awaited, withinMs: 5_000 })).toBe(true);
    const left = connect({ query: () => [] });
    expect(await awaitStart(left.drills, 'd1', { ...awaited, signal: AbortSignal.abort() })).toBe(false);
    expect([...begun.told, ...left.told]).toEqual([]);
  });
});

describe('what people say while no worker answers', () => {
  test('an abort is told by signal after ten seconds', async () => {
    const { drills, told, deadlines } = connect({ update: nobody });

    const { said } = await decideDrill(drills, 'abort', { id: 'd1', name: 'alice', reason: 'wrong' });

    expect(said).toContain('told by signal');
    expect(told).toEqual([{ name: 'abort', message: { name: 'alice', reason: 'wrong' } }]);
    expect(deadlines).toEqual([expect.closeTo(10_000, -3)]);
  });

  test('an abort that is answered, or of no drill, is not told again', async () => {
    const answered = connect({ update: () => 'aborting' });
    expect(await decideDrill(answered.drills, 'abort', { id: 'd1' })).toEqual({
      drill: 'd1',
      said: 'aborting',
    });
    const unknown = connect({
      update: () => {
        throw new WorkflowNotFoundError('no', 'd1', undefined);
      },
    });
    await expect(decideDrill(unknown.drills, 'abort', { id: 'd1' })).rejects.toMatchObject({
      kind: 'NoSuchDrill',
    });
    expect([...answered.told, ...unknown.told]).toEqual([]);
  });

  test('any other word fails after twenty seconds with the next step', async () => {
    const { drills, told, deadlines } = connect({ update: nobody, query: askApproval });
    const failure = { kind: 'NoAnswer', hint: expect.stringContaining('drill worker') };

    await expect(decideDrill(drills, 'retry', { id: 'd1' })).rejects.toMatchObject(failure);
    await expect(answerApproval(drills, { name: 'alice', decision: 'approve' })).rejects.toMatchObject(
      failure,
    );

    expect(told).toEqual([]);
    expect(deadlines).toEqual([expect.closeTo(20_000, -3), expect.closeTo(20_000, -3)]);
  });
});

test('an approval of a drill that does not answer is not said to be closed', async () => {
  const answer = { name: 'alice', decision: 'approve', code: 'K7F2' } as const;

  await expect(answerApproval(connect({ query: keepSilent }).drills, answer)).rejects.toMatchObject({
    kind: 'NoAnswer',
  });
});

describe('the status of what refuses to say where it is', () => {
  test.each([
    ['a drill without a plan', () => [], 'StillPreparing'],
    ['a drill that began in between', () => [{ kind: 'drill-started' }], 'StillPreparing'],
    ['a workflow that has no timeline', refuseStatus, 'NotADrill'],
    ['a drill whose worker has just left', keepSilent, 'NoAnswer'],
  ])('%s', async (_, timeline, kind) => {
    const query = (name: string) => (name === 'status' ? refuseStatus() : timeline());
    await expect(drillStatus(connect({ query }).drills, 'd1')).rejects.toMatchObject({ kind });
  });
});
