import { afterAll, afterEach, beforeAll } from 'vitest';
import { type BenchOptions, type WorkflowBench, startWorkflowBench } from './workflow-bench.ts';

/** A workflow bench for one test file; its world forgets everything after each test. */
export function useWorkflowBench(options: BenchOptions = {}): Omit<WorkflowBench, 'stop'> {
  let bench: WorkflowBench;
  beforeAll(async () => {
    bench = await startWorkflowBench(options);
  });
  afterAll(async () => {
    await bench.stop();
  });
  afterEach(() => {
    bench.world.calls.length = 0;
    bench.world.judged.length = 0;
    bench.world.abandoned.length = 0;
    bench.world.stops = 0;
    bench.world.healedSince = [];
    bench.world.held = {};
    bench.world.behave = async () => {};
  });
  return {
    get client() {
      return bench.client;
    },
    get address() {
      return bench.address;
    },
    get world() {
      return bench.world;
    },
    start: (plan) => bench.start(plan),
    skipTime: (workflowId) => bench.skipTime(workflowId),
    startWorker: (worker) => bench.startWorker(worker),
  };
}
