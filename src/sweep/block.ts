import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../host/read-json.ts';
import { OperationError } from '../errors/operation-error.ts';
import { writeWhole } from '../evidence/write-whole.ts';

/** Who stopped all drills of a home, when (epoch ms) and why. */
const Block = z.strictObject({ stoppedBy: z.string(), stoppedAt: z.number(), reason: z.string() });
export type Block = z.infer<typeof Block>;

/** From now on no drill starts and no fault is injected by a worker of this home, also after a restart. */
export async function blockStarts(home: string, block: Block): Promise<void> {
  await mkdir(home, { recursive: true });
  await writeWhole(blockFile(home), `${JSON.stringify(block)}\n`, { durable: true });
}

/** Allows starts again; returns what stood, or null when nothing did. */
export async function releaseStarts(home: string): Promise<Block | null> {
  // One that cannot be read blocks too, and is released like any other.
  const block = await readJson(blockFile(home), Block).catch(() => null);
  await rm(blockFile(home), { force: true });
  return block;
}

/** Throws OperationError `Stopped` while all drills are stopped. */
export async function requireStartsAllowed(home: string): Promise<void> {
  const block = await readJson(blockFile(home), Block).catch(unreadable);
  if (block === null) return;
  const { stoppedBy, stoppedAt, reason } = block;
  const when = stoppedAt === 0 ? 'an unknown time' : new Date(stoppedAt).toISOString();
  throw new OperationError({
    kind: 'Stopped',
    message: `all drills are stopped: expected none to begin, stopped by ${stoppedBy} at ${when}: ${reason}`,
    hint: 'when it is safe again: drill stop-all --release on the host of the worker',
    retryable: false,
  });
}

/** A block that cannot be read is still a block. */
function unreadable(): Block {
  return { stoppedBy: 'somebody', stoppedAt: 0, reason: 'its file cannot be read' };
}

function blockFile(home: string): string {
  return join(home, 'stopped.json');
}
