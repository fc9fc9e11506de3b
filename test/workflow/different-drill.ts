import { sleep } from '@temporalio/workflow';

// A next version whose drill was changed without a patch, with the guardian as it is: what a drill under way must not meet.
export async function drill(): Promise<string> {
  await sleep(1);
  return 'the changed drill';
}
export { guardian } from '../../workflows/versioned.ts';
