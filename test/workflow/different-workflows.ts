import { sleep } from '@temporalio/workflow';

// Workflows of the right names that do something else: what a replay must notice.
export async function drill(): Promise<void> {
  await sleep(1);
}
export async function guardian(): Promise<void> {
  await sleep(1);
}
