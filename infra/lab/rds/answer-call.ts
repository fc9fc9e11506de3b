import { randomUUID } from 'node:crypto';
import type { RdsAnswer } from './contract.ts';
import type { Fleet } from './fleet.ts';
import { operations, type Operation } from './operations.ts';
import { readParameters } from './parameters.ts';
import { RdsRefusal } from './refusal.ts';
import { renderAnswer, renderError } from './xml.ts';

/** Answers one query-protocol call: the operation's result, or the refusal that AWS would send. */
export async function answerCall(fleet: Fleet, region: string, form: URLSearchParams): Promise<RdsAnswer> {
  const name = form.get('Action') ?? '';
  const operation = operations[name];
  const requestId = randomUUID();
  const about = {
    requestId,
    operation: name,
    // An unknown operation counts as mutating: what it would have done is not known.
    mutating: operation?.mutating ?? true,
    target: operation === undefined ? null : form.get(operation.targetParameter),
  };
  try {
    const result = await run(operation, { fleet, region, form });
    return { ...about, status: 200, errorCode: null, body: renderAnswer(name, requestId, result) };
  } catch (error) {
    if (!(error instanceof RdsRefusal)) {
      throw error;
    }
    return {
      ...about,
      status: error.status,
      errorCode: error.code,
      body: renderError(requestId, error.code, error.message),
    };
  }
}

async function run(
  operation: Operation | undefined,
  call: { fleet: Fleet; region: string; form: URLSearchParams },
) {
  if (operation === undefined) {
    throw new RdsRefusal(
      'InvalidAction',
      `This endpoint does not imitate the operation ${call.form.get('Action')}`,
    );
  }
  return operation.run({ fleet: call.fleet, region: call.region, parameters: readParameters(call.form) });
}
