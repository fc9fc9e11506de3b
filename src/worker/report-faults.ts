import type { Logger } from 'pino';
import { readInstant } from '../host/clock.ts';
import { findFaults } from '../sweep/find-faults.ts';

/** Says at a worker's start which faults the journals of this host call open; healing them is for guardian, companion and sweep. */
export async function reportFaults(home: string, log: Logger): Promise<void> {
  const { faults, problems } = await findFaults({
    home,
    environment: null,
    openKeys: null,
    now: readInstant(),
  });
  for (const problem of problems) log.warn({ problem }, 'evidence folder cannot be read');
  for (const { folder, fault, inForce } of faults) {
    const { step, operation, expiresAt } = fault;
    const { id } = folder.drill;
    const environment = folder.surroundings.environment;
    const fields = { drill: id, step, operation, environment, expiresAt: new Date(expiresAt).toISOString() };
    if (inForce) log.info(fields, 'fault in force');
    else log.warn(fields, 'fault left over: look with `drill sweep`');
  }
}
