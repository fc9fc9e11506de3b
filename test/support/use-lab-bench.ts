import { afterAll, beforeAll } from 'vitest';
import { type LabBench, createLabBench } from './lab-bench.ts';
import { type LabProcess, endLabProcess, startLabProcess } from './lab-process.ts';
import { onceUp } from './once-up.ts';

/** A lab for one test file and how the world outside meets it: up before its first test and down after its last. */
export function useLabBench(): LabBench {
  let lab: LabProcess;
  let bench: LabBench | null = null;
  beforeAll(async () => {
    lab = await startLabProcess();
    bench = createLabBench(lab.description);
  });
  afterAll(async () => {
    await endLabProcess(lab);
  });
  return onceUp(() => bench);
}
