import { z } from 'zod';
import { messageOf, OperationError } from '../../../src/errors/operation-error.ts';
import { defineAction, type OperationContext } from '../../../src/operation/contract.ts';
import { postgres } from '../../../src/operation/traits.ts';
import { isNoAnswer } from '../call.ts';
import { requireComponent, requireTarget } from '../../../src/operation/kit/require-target.ts';
import { findInstanceId, rdsInstances } from './component.ts';
import { describeInstance, type Instance } from './instance.ts';
import { requireGuardrailTags } from '../ownership.ts';
import { listWritePaths } from './write-paths.ts';
import { proveNoWrite } from './write-proof.ts';

/**
 * Proves that the writer of a region cannot be written to by any path that clients have, before another one is promoted.
 * It cuts nothing yet: a writer that is up is refused.
 */
export const fence = defineAction({
  kind: 'action',
  id: 'rds.fence',
  summary: 'Proves that no write can reach the instance of a region by any path',
  irreversible: null,
  marks: 'fenced',
  on: [rdsInstances, postgres],
  with: z.strictObject({ region: z.string(), through: z.array(z.string()).default([]) }),
  fields: { region: 'region', through: 'component' },
  names: { attempts: 'count', paths: 'count' },
  deadlineMs: 60_000,
  attempts: 3,
  aws: ['rds:DescribeDBInstances'],
  preview: async (ctx, { region, through }) => {
    const id = findInstanceId(requireTarget(ctx, rdsInstances), region);
    const { instance, note } = await lookAtInstance(ctx, region);
    const paths = await listWritePaths(ctx, { region, through, address: instance?.address ?? null });
    const target = { component: requireComponent(ctx).name, region, id };
    return {
      changes: paths.map((path) => ({
        target: `${region}/${id}`,
        what: `writes by ${path.name}`,
        from: 'not known',
        to: 'proven to fail',
      })),
      prior: { status: instance?.status ?? null, note },
      targets: [target],
      replaces: [target],
    };
  },
  run: async (ctx, { region, through }) => {
    const { instance, note } = await lookAtInstance(ctx, region);
    if (instance?.status === 'available') throw refuseCut(instance);
    const paths = await listWritePaths(ctx, { region, through, address: instance?.address ?? null });
    const proof = await proveNoWrite(ctx, paths);
    return {
      values: { attempts: proof.attempts, paths: paths.length },
      details: { api: note, paths: proof.paths },
    };
  },
  // Nothing was cut, so there is nothing to let back.
  undo: async () => ({ values: { attempts: 0, paths: 0 }, details: {} }),
});

interface Look {
  instance: Instance | null;
  note: string;
}

/** A dark region's API does not answer: that is noted, and the proof rests on the attempts alone. */
async function lookAtInstance(ctx: OperationContext, region: string): Promise<Look> {
  try {
    const instance = await describeInstance(ctx, region);
    requireGuardrailTags(ctx, `instance ${instance.id} in ${region}`, instance.tags);
    return { instance, note: `${region} says that ${instance.id} is ${instance.status}` };
  } catch (error) {
    if (isNoAnswer(error)) return { instance: null, note: messageOf(error) };
    throw error;
  }
}

function refuseCut(instance: Instance): OperationError {
  return new OperationError({
    kind: 'CutNotSupported',
    message: `fencing ${instance.id} refused: expected it to be out of reach, got available in ${instance.region}`,
    hint: 'cutting off a writer that is up is not supported yet: stop it or isolate it yourself, then retry the step',
    retryable: false,
  });
}
