import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AwsAnswer } from './aws-message.ts';

/**
 * How an endpoint treats its callers. `throttle`, `error` and `garbage` do nothing and answer so; `slow` does what it is asked
 * and answers when nobody waits any more; `silent` does nothing and never answers.
 */
export const endpointModes = ['obey', 'throttle', 'error', 'garbage', 'slow', 'silent'] as const;
export type EndpointMode = (typeof endpointModes)[number];

/** Longer than any client waits. */
const slowMs = 8_000;

/** The answer in that mode; null: none. What an endpoint did not take does not reach the ledger. */
export async function answerInMode(
  mode: EndpointMode,
  answer: () => Promise<AwsAnswer>,
): Promise<AwsAnswer | null> {
  switch (mode) {
    case 'obey':
      return await answer();
    case 'throttle':
      return refuse(400, 'Throttling', 'Rate exceeded');
    case 'error':
      return refuse(500, 'InternalFailure', 'An internal error has occurred');
    case 'garbage':
      return { status: 200, contentType: 'text/html', body: '<html>It works!', requestId: randomUUID() };
    case 'slow': {
      const done = await answer();
      await sleep(slowMs, undefined, { ref: false });
      return done;
    }
    case 'silent':
      return null;
  }
}

function refuse(status: number, code: string, message: string): AwsAnswer {
  const requestId = randomUUID();
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return { status, contentType: 'text/xml', body, requestId };
}
