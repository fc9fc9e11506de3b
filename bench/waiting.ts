import { measureMemoryMiB, startWaiting } from '../test/support/waiting-drills.ts';
import { type StartedDrill, startWorkflowBench } from '../test/support/workflow-bench.ts';
import { type Bench, type Measurement, type Row, toRows } from './measurement.ts';

export const waiting: Measurement = {
  name: 'waiting',
  about:
    'Drills that wait for a person, with their guardians, on one worker. Memory is of this process: worker, client and bench; each ' +
    'drill is two workflows in the cache of the worker. Where the time goes: `status` is one query; `approve` is an update, two ' +
    'workflow tasks; before the report the end state is checked and judged. What did not fit the cache is replayed first.',
  run: measureWaiting,
};

async function measureWaiting(bench: Bench): Promise<Row[]> {
  const workflows = await bench.use(startWorkflowBench());
  const rows: Row[] = [{ what: 'no drill: memory', unit: 'MiB', values: [measureMemoryMiB()] }];
  let [alive, started] = [0, 0];
  for (const count of bench.waiting) {
    bench.say(`${count} drills begin to wait`);
    const drills = await startWaiting(workflows, { from: started, to: started + count - alive });
    started += drills.length;
    rows.push({ what: `${count} waiting: memory`, unit: 'MiB', values: [measureMemoryMiB()] });
    const answered = drills.slice(0, bench.runs(5));
    alive = count - answered.length;
    const found: Record<string, number>[] = [];
    for (const drill of answered) found.push(await answer(drill));
    rows.push(...toRows('ms', found, true));
  }
  return rows;
}

async function answer(drill: StartedDrill): Promise<Record<string, number>> {
  const begunMs = performance.now();
  await drill.status();
  const seenMs = performance.now();
  await drill.say('approve', { code: 'CODE-DECLARE', name: 'alice' });
  const saidMs = performance.now();
  await drill.result();
  return {
    status: seenMs - begunMs,
    'approve to its answer': saidMs - seenMs,
    'approve to the report': performance.now() - seenMs,
  };
}
