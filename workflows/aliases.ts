import type { Listing, DrillInput } from './seam/contract.ts';
import type { Report } from '../src/report/report.ts';
import { drill } from './drill/drill.ts';

/** `drill` on the runbook `region-failover`: `{environment, parameters: {from, to}, reason?, by?}`. */
export async function regionFailover(input?: Omit<DrillInput, 'runbook'>): Promise<Report | Listing> {
  return await drill({ ...(input as DrillInput | undefined), runbook: 'region-failover' } as DrillInput);
}
