import { z } from 'zod';
import { messageOf, OperationError } from '../../src/errors/operation-error.ts';
import type { HttpRequest } from '../../src/operation/clients.ts';
import type { OperationContext } from '../../src/operation/contract.ts';

/** State of a region's power. `owner`: who switched it off. `keptOff`: instances that stay off though the region is on. */
const Power = z.object({ on: z.boolean(), owner: z.string().nullable(), keptOff: z.array(z.string()) });
export type Power = z.infer<typeof Power>;

/** A wish: power goes off for an owner, or comes back with some instances kept off. */
type PowerChange = { on: false; owner: string } | { on: true; keepOff: string[] };

/** Reads a region's power. Throws `unsupported` where the region has no power control. */
export async function readPower(ctx: OperationContext, region: string): Promise<Power> {
  const body = await callControl(ctx, region, { method: 'GET', timeoutMs: 5_000 });
  try {
    return Power.parse(JSON.parse(body));
  } catch (cause) {
    throw describeFailure(region, cause);
  }
}

/** Switches a region's power; not retried here. What came of it is for `readPower` to say. */
export async function writePower(ctx: OperationContext, region: string, change: PowerChange): Promise<void> {
  const request = {
    method: 'PUT',
    // Off takes effect at once or not at all; the guardian counts on no request living longer than 6 s. Power back takes longer.
    timeoutMs: change.on ? 30_000 : 6_000,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(change),
  };
  await ctx.mutate(`switching ${region} ${change.on ? 'on' : 'off'}`, () =>
    callControl(ctx, region, request),
  );
}

async function callControl(
  ctx: OperationContext,
  region: string,
  request: Omit<HttpRequest, 'url'>,
): Promise<string> {
  const url = findControl(ctx, region);
  try {
    const { status, body } = await ctx.clients.http({ ...request, url });
    if (status >= 200 && status < 300) return body;
    throw new Error(`status ${status}: ${body.slice(0, 200)}`);
  } catch (cause) {
    throw describeFailure(region, cause);
  }
}

function findControl(ctx: OperationContext, region: string): string {
  const url = ctx.surroundings.regions[region]?.power ?? null;
  if (url !== null) return url;
  throw new OperationError({
    kind: 'unsupported',
    message: `power of ${region} not found: expected a power control in the environment, got none`,
    hint: 'only a lab can switch a region off: use another fault in this environment',
    retryable: false,
  });
}

function describeFailure(region: string, cause: unknown): OperationError {
  return new OperationError({
    kind: 'PowerControlFailed',
    message: `power control of ${region} failed: expected its state, got ${messageOf(cause)}`,
    hint: 'check that the lab is up',
    retryable: true,
    cause,
  });
}
