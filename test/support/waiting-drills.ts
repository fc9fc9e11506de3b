import { setTimeout as delay } from 'node:timers/promises';
import { approveStep, fakePlan } from './fake-plan.ts';
import { waitFor } from './wait-for.ts';
import type { StartedDrill, WorkflowBench } from './workflow-bench.ts';

/** As many as are at work at once; the others wait, which costs memory alone. */
const lanes = 20;

/** Starts drills numbered `from` up to `to` that wait for a person for a day; returns when each has asked. */
export async function startWaiting(
  bench: Pick<WorkflowBench, 'start'>,
  { from = 0, to }: { from?: number; to: number },
): Promise<StartedDrill[]> {
  const drills: StartedDrill[] = [];
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  await forEachInLanes(numbers, async (number) => {
    const plan = fakePlan(`env-${number}`, [approveStep('declare', { withinMs: 86_400_000 })]);
    const drill = await bench.start(plan);
    drills.push(drill);
    await untilAsked(drill);
  });
  return drills;
}

export async function forEachInLanes<Item>(
  items: Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const lane = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** Of this process: worker, client and test. */
export function measureMemoryMiB(): number {
  return Math.round(process.memoryUsage().rss / 1024 / 1024);
}

/** Asks less often than other tests do: a thousand drills that are polled are busy. */
async function untilAsked(drill: StartedDrill): Promise<void> {
  await waitFor(async () => {
    await delay(300);
    return (await drill.status().catch(() => null))?.approval ?? null;
  }, 60_000);
}
