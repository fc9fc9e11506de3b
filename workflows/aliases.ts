import type { Listing, DrillInput } from './seam/contract.ts';
import type { Report } from '../src/report/report.ts';
import { drill } from './drill/drill.ts';

// One line for each runbook that has a workflow type of its own. Nothing else is exported here: every export is a type.
export const regionFailover = aliasOf('region-failover');

/** Runs `drill` on a runbook: `{environment, parameters, reason?, by?}`. The name of the export is the workflow type. */
function aliasOf(runbook: string) {
  const alias = async (input?: Omit<DrillInput, 'runbook'>): Promise<Report | Listing> =>
    await drill({ ...input, runbook } as DrillInput);
  return Object.assign(alias, { runbook });
}
