import { Context, heartbeat } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { createClients } from '../../activities/clients.ts';
import { createContext } from '../../activities/context.ts';
import type { OperationAnswer, OperationCall } from '../../workflows/seam/contract.ts';
import { readSeries } from '../evidence/series-file.ts';
import { readInstant } from '../host/clock.ts';
import type { Catalog, Operation, OperationContext } from '../operation/contract.ts';
import type { Json } from '../operation/json.ts';
import { type CallCounter, createCallCounter } from './call-counter.ts';
import { toApplicationFailure } from './failure.ts';
import { passGate } from './gate.ts';
import { requireSameRun } from './same-run.ts';
import { requireOpenFault } from '../faults/announce.ts';
import { runPhase } from './phases.ts';

export interface OperationParts {
  catalog: Catalog;
  client: Client;
  namespace: string;
  log: Logger;
}

/** One Temporal activity per operation; its type is the operation's id, so that the UI reads like the runbook. */
export function createOperationActivities(parts: OperationParts) {
  return Object.fromEntries(
    parts.catalog.operations
      .filter((operation) => operation.kind !== 'sampler')
      .map((operation) => [operation.id, (call: OperationCall) => runOperation(parts, operation, call)]),
  );
}

async function runOperation(
  parts: OperationParts,
  operation: Operation,
  call: OperationCall,
): Promise<OperationAnswer> {
  const { info } = Context.current();
  requireSameRun(call, info.workflowExecution?.runId ?? null);
  const counter = createCallCounter(info.attempt, info.heartbeatDetails);
  const clients = createClients(call.surroundings, counter.count);
  const beat = startBeating(info.heartbeatTimeoutMs ?? 5_000, counter);
  const startedAt = readInstant();
  try {
    const context = openContext(parts, call, { clients, beat: beat.report, heartbeatDetails: beat.last });
    const attempt = { number: info.attempt, round: info.activityId };
    const result = await runPhase({ operation, call, context, attempt });
    // A fault may bite from its first attempt on, also when a later one finishes it.
    const began = result.kind === 'injected' ? result.announcedAt : startedAt;
    const endedAt = readInstant();
    const counted = { ...counter.total(), answered: counter.answered() };
    return { startedAt: began, endedAt, attempt: info.attempt, ...counted, result };
  } catch (error) {
    counter.end();
    beat.now();
    throw toApplicationFailure(error, {
      signal: Context.current().cancellationSignal,
      attempt: info.attempt,
      ...counter.total(),
    });
  } finally {
    beat.stop();
    await clients.close();
  }
}

interface ContextInputs {
  clients: OperationContext['clients'];
  beat: (progress: Json) => void;
  heartbeatDetails: () => Json;
}

function openContext(
  parts: OperationParts,
  call: OperationCall,
  { clients, beat, heartbeatDetails }: ContextInputs,
): OperationContext {
  const { info, cancellationSignal } = Context.current();
  const attempt = {
    client: parts.client,
    namespace: parts.namespace,
    taskToken: info.taskToken,
    signal: cancellationSignal,
    heartbeatDetails,
  };
  const log = parts.log.child({
    drill: call.drill.id,
    step: call.drill.step,
    operation: info.activityType,
    attempt: info.attempt,
  });
  return createContext({
    drill: call.drill,
    surroundings: call.surroundings,
    component: call.component === null ? null : (call.surroundings.components[call.component] ?? null),
    clients,
    signal: cancellationSignal,
    mutate: async (what, act) => {
      if (call.phase === 'inject') await requireOpenFault(call.root, call.drill.step);
      await passGate(attempt, what);
      log.info({ what }, 'mutating call');
      return await act();
    },
    beat,
    log: {
      info: (message, fields) => log.info(fields ?? {}, message),
      warn: (message, fields) => log.warn(fields ?? {}, message),
    },
    readSeries: (watch) => readSeries(call.root, watch),
  });
}

/** Beats on a timer of its own, so that a slow call does not look like a dead worker. */
function startBeating(heartbeatTimeoutMs: number, counter: CallCounter) {
  let progress: Json = null;
  const now = () => heartbeat(counter.details(progress));
  now();
  const timer = setInterval(now, heartbeatTimeoutMs / 4);
  return {
    report: (next: Json) => {
      progress = next;
    },
    now,
    last: () => counter.details(progress),
    stop: () => clearInterval(timer),
  };
}
