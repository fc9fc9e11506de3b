import { setTimeout as sleep } from 'node:timers/promises';
import type { Ground } from './ground.ts';
import { seedShop } from './postgres/seed-shop.ts';
import type { RdsControlPlane } from './rds/contract.ts';
import { ACCOUNT, INSTANCE_IDS, SCOPE_TAG } from './shop.ts';

export interface SeedOptions extends Pick<Ground, 'layout' | 'secrets'> {
  rds: RdsControlPlane;
}

const REPLICA_WITHIN_MS = 60_000;

/** Creates the writer in the west with the shop's data, and its cross-region replica in the east; both `available`. */
export async function seedDatabases({ rds, layout, secrets }: SeedOptions): Promise<void> {
  await rds.seedWriter({
    id: INSTANCE_IDS.west,
    region: layout.west.name,
    database: 'shop',
    tags: SCOPE_TAG,
    backupRetentionDays: 7,
    prepare: (admin) => seedShop(admin, secrets),
  });
  const answer = await rds.handle(layout.east.name, describeReplica(layout.west.name));
  if (answer.status !== 200) throw replicaFailure(answer.body);
  await waitForReplica(rds);
}

/** The same call that a user makes, so that the lab has no other way to a replica than AWS has. */
function describeReplica(sourceRegion: string): URLSearchParams {
  const parameters = new URLSearchParams({
    Action: 'CreateDBInstanceReadReplica',
    Version: '2014-10-31',
    DBInstanceIdentifier: INSTANCE_IDS.east,
    SourceDBInstanceIdentifier: `arn:aws:rds:${sourceRegion}:${ACCOUNT}:db:${INSTANCE_IDS.west}`,
  });
  for (const [index, [key, value]] of Object.entries(SCOPE_TAG).entries()) {
    parameters.set(`Tags.Tag.${index + 1}.Key`, key);
    parameters.set(`Tags.Tag.${index + 1}.Value`, value);
  }
  return parameters;
}

async function waitForReplica(rds: RdsControlPlane): Promise<void> {
  const deadlineAt = Date.now() + REPLICA_WITHIN_MS;
  for (let status = readStatus(rds); status !== 'available'; status = readStatus(rds)) {
    if (status !== 'creating' || Date.now() > deadlineAt) throw replicaFailure(status);
    await sleep(20);
  }
}

function readStatus(rds: RdsControlPlane): string {
  return rds.listInstances().find((instance) => instance.id === INSTANCE_IDS.east)?.status ?? 'missing';
}

function replicaFailure(got: string): Error {
  return new Error(
    `creating the replica ${INSTANCE_IDS.east} failed: expected it to become available, got ${got}\nHINT: read the PostgreSQL logs in the lab's directory`,
  );
}
