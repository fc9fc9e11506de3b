import type { JsonObject } from '../operation/json.ts';
import type { Failure } from '../timeline/timeline.ts';
import type { TimedEvent } from './timed-event.ts';

/** One step as it went. A step that was tried again has its first start and its last end. */
export interface StepFact {
  step: string;
  operation: string | null;
  startedMs: number;
  /** Null while it has not ended. */
  end: {
    atMs: number;
    status: 'done' | 'failed' | 'skipped' | 'aborted';
    attempts: number;
    values: Record<string, number | string | boolean>;
    details: JsonObject;
    failure: Failure | null;
  } | null;
}

/** Every step that was started, by id, in order. */
export function collectSteps(events: TimedEvent[]): Map<string, StepFact> {
  const steps = new Map<string, StepFact>();
  for (const event of events) {
    if (event.kind === 'step-started' && !steps.has(event.step)) {
      steps.set(event.step, {
        step: event.step,
        operation: event.operation,
        startedMs: event.atMs,
        end: null,
      });
    }
    if (event.kind === 'step-finished') {
      const started = steps.get(event.step) ?? { step: event.step, operation: null, startedMs: event.atMs };
      const { atMs, status, attempts, values, details, failure } = event;
      steps.set(event.step, { ...started, end: { atMs, status, attempts, values, details, failure } });
    }
  }
  return steps;
}
