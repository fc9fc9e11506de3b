import { z } from 'zod';
import { messageOf } from '../../../src/errors/operation-error.ts';
import { defineCheck, type OperationContext } from '../../../src/operation/contract.ts';
import type { Json } from '../../../src/operation/json.ts';
import { requireTarget } from '../../../src/operation/kit/require-target.ts';
import { postgres } from '../../../src/operation/traits.ts';
import { rdsInstances } from './component.ts';
import { describeInstance, isInRecovery } from './instance.ts';

/** A writer is what RDS shows without a source *and* what itself says that it is not in recovery. */
export const isWriter = defineCheck({
  kind: 'check',
  id: 'rds.is-writer',
  summary: 'Asks RDS and the server itself whether the instance of a region is the writer',
  on: [rdsInstances, postgres],
  with: z.strictObject({ region: z.string() }),
  fields: { region: 'region' },
  names: { writer: 'boolean' },
  deadlineMs: 30_000,
  attempts: 3,
  aws: ['rds:DescribeDBInstances'],
  run: async (ctx, { region }) => {
    const instance = await describeInstance(ctx, region);
    const recovering = await isInRecovery(ctx, instance);
    return {
      values: { writer: instance.source === null && instance.status === 'available' && !recovering },
      details: {
        instance: instance.id,
        status: instance.status,
        source: instance.source,
        inRecovery: recovering,
        names: await lookUpEndpoint(ctx),
      },
    };
  },
});

/** What each resolver answers for the database's name: evidence, not part of the verdict. */
async function lookUpEndpoint(ctx: OperationContext): Promise<Json[]> {
  const { host } = requireTarget(ctx, postgres).endpoint;
  return await Promise.all(
    ctx.clients.resolvers().map(async (resolver) => {
      try {
        const answer = await ctx.clients.resolveName(host, resolver);
        return {
          resolver,
          host,
          cname: answer.cname,
          addresses: answer.addresses,
          ttlSeconds: answer.ttlSeconds,
        };
      } catch (error) {
        return { resolver, host, error: messageOf(error) };
      }
    }),
  );
}
