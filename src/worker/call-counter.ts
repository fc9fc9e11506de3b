import { z } from 'zod';
import type { CallTally, CountedCalls } from '../../workflows/seam/contract.ts';
import type { Json, JsonObject } from '../operation/json.ts';

/** An AWS call as it is counted; `errorCode` null: it was answered. */
export interface CountableCall {
  region: string;
  service: string;
  errorCode: string | null;
}

/** Counts the AWS calls of one activity over all its attempts. */
export interface CallCounter {
  count: (call: CountableCall) => void;
  /** Calls of this attempt that succeeded. */
  answered(): CallTally;
  total(): Required<CountedCalls>;
  /** What a heartbeat carries, so that the next attempt goes on counting. */
  details(progress: Json): JsonObject;
  /** From now on the details say that this attempt has counted all its calls. */
  end(): void;
}

const Carried = z.object({
  calls: z.record(z.string(), z.record(z.string(), z.number())),
  callsAtLeast: z.boolean(),
  /** Number of the attempt that has counted all its calls; null while one is under way. */
  ended: z.number().nullable(),
});

/**
 * Goes on from what the attempt before has reported by its last heartbeat. One that ended without saying so, because its worker
 * died or it ran out of time, may have called more than it reported: then the total is a least.
 */
export function createCallCounter(attempt: number, heartbeatDetails: unknown): CallCounter {
  const carried = Carried.safeParse(heartbeatDetails).data;
  const calls: CallTally = structuredClone(carried?.calls ?? {});
  const answered: CallTally = {};
  const cutOff = attempt > 1 && carried?.ended !== attempt - 1;
  let ended: number | null = null;
  const callsAtLeast = cutOff || carried?.callsAtLeast === true;
  return {
    count(call) {
      addOne(calls, call);
      if (call.errorCode === null) addOne(answered, call);
    },
    answered: () => answered,
    total: () => ({ calls, callsAtLeast }),
    details: (progress) => ({ progress, calls: structuredClone(calls), callsAtLeast, ended }),
    end: () => {
      ended = attempt;
    },
  };
}

function addOne(calls: CallTally, { region, service }: CountableCall): void {
  const tally = (calls[region] ??= {});
  tally[service] = (tally[service] ?? 0) + 1;
}
