import { OperationError } from '../../src/errors/operation-error.ts';
import type { OperationContext } from '../../src/operation/contract.ts';
import { ownerPrefix } from '../../src/operation/kit/owner-mark.ts';

/** Tags of AWS resources as every service answers them. */
interface Tag {
  Key?: string | undefined;
  Value?: string | undefined;
}

/** Refuses a resource that lacks a tag of the environment's guardrail `requireTag`. */
export function requireGuardrailTags(ctx: OperationContext, resource: string, tags: Tag[]): void {
  for (const [key, expected] of Object.entries(ctx.surroundings.guardrails.requireTag)) {
    const got = findTag(tags, key);
    if (got === expected) continue;
    throw new OperationError({
      kind: 'NotOurs',
      message: `${resource} not touched: expected tag ${key}=${expected}, got ${got ?? 'none'}`,
      hint: `tag it with ${key}=${expected} if drills may touch it, or correct the environment`,
      retryable: false,
    });
  }
}

/** Whether this very drill has put its tag on the resource. */
export function isTaggedByDrill(ctx: OperationContext, tags: Tag[]): boolean {
  return findTag(tags, `${ownerPrefix}drill`) === ctx.drill.key;
}

/** The tags that say which drill and step touched a resource, and until when that claim lasts. */
export function drillTags(ctx: OperationContext, lastsMs: number): { Key: string; Value: string }[] {
  return [
    { Key: `${ownerPrefix}drill`, Value: ctx.drill.key },
    { Key: `${ownerPrefix}step`, Value: ctx.drill.step },
    { Key: `${ownerPrefix}expires`, Value: new Date(ctx.now().at + lastsMs).toISOString() },
  ];
}

function findTag(tags: Tag[], key: string): string | null {
  return tags.find((tag) => tag.Key === key)?.Value ?? null;
}
